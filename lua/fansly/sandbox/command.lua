--- What `fansly sandbox` runs: listens, tells where, serves.

local model = require("fansly.sandbox.model")
local server = require("fansly.sandbox.server")

-- Whoever waits for the file must never see half of it.
local function write_file(path, text)
  local part = path .. ".tmp"
  local file = assert(io.open(part, "wb"))
  assert(file:write(text))
  assert(file:close())
  assert(os.rename(part, path))
end

local function read_file(path)
  local file = path and io.open(path, "rb")
  local text = file and file:read("*a")
  if file then
    file:close()
  end
  return text or nil
end

-- The model that the options ask for; nil and the problem where a state file holds something else.
local function model_of(options)
  local own, err = model.new({
    seed = options.seed,
    chats = options.chats,
    rate_limit = options.rate_limit ~= 0 and options.rate_limit,
    credits = options.credits,
    api_key = options.api_key,
    state = read_file(options.state),
  })
  return own, err and ("--%s%s"):format((err.field:gsub("_", "-")), err.message:sub(#err.field + 1))
end

local function tell(own, port)
  local line = "http://127.0.0.1:%d%s key %s account %s\n"
  io.stdout:write(line:format(port, model.base, own.api_key, own.account_id))
  io.stdout:write(("export FANSLY_BASE_URL=http://127.0.0.1:%d FANSLY_API_KEY=%s FANSLY_ACCOUNT_ID=%s\n"):format(
    port, own.api_key, own.account_id))
  io.stdout:flush()
end

---@param options table as fansly.command.sandbox reads them
---@return string|nil problem why it could not begin
local function serve(options)
  local own, unreadable = model_of(options)
  if not own then
    return unreadable
  end
  local listening, problem = server.listen({ model = own, port = options.port })
  if not listening then
    return problem
  end
  tell(own, listening:port())
  if options.port_file then
    write_file(options.port_file, ("%d\n"):format(listening:port()))
  end
  listening:run({ signals = true, seconds = options.max_seconds ~= 0 and options.max_seconds or nil })
  if options.state then
    write_file(options.state, own:save())
  end
end

return serve
