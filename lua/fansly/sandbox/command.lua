--- What `fansly sandbox` runs: listens, tells where, serves.

local model = require("fansly.sandbox.model")
local server = require("fansly.sandbox.server")

-- Whoever waits for the file must never see half of it.
local function write_port(path, port)
  local part = path .. ".tmp"
  local file = assert(io.open(part, "w"))
  assert(file:write(("%d\n"):format(port)))
  assert(file:close())
  assert(os.rename(part, path))
end

---@param options table as fansly.command.sandbox reads them
---@return string|nil problem why it could not listen
local function serve(options)
  local own = model.new({
    seed = options.seed,
    chats = options.chats,
    rate_limit = options.rate_limit ~= 0 and options.rate_limit,
    api_key = options.api_key,
  })
  local listening, problem = server.listen({ model = own, port = options.port })
  if not listening then
    return problem
  end
  local line = "http://127.0.0.1:%d%s key %s account %s\n"
  io.stdout:write(line:format(listening:port(), model.base, own.api_key, own.account_id))
  io.stdout:write(("export FANSLY_BASE_URL=http://127.0.0.1:%d FANSLY_API_KEY=%s FANSLY_ACCOUNT_ID=%s\n"):format(
    listening:port(), own.api_key, own.account_id))
  io.stdout:flush()
  if options.port_file then
    write_port(options.port_file, listening:port())
  end
  listening:run({ signals = true, seconds = options.max_seconds ~= 0 and options.max_seconds or nil })
end

return serve
