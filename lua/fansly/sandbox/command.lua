--- What `script/sandbox` runs: reads the options, listens, tells where, serves.

local model = require("fansly.sandbox.model")
local server = require("fansly.sandbox.server")

local USAGE = [[
usage: script/sandbox [--port N] [--port-file FILE] [--chats N] [--seed N] [--rate-limit N] [--api-key KEY]
                      [--max-seconds N]
The API of fansly, offline, on 127.0.0.1. Port 0, the default, takes a free one; a rate limit of 0 is none.
The port file is written once the sandbox listens. It stops on SIGTERM, SIGINT, and after --max-seconds.
]]

local numbers = {
  ["--port"] = { "port", 0, 65535 },
  ["--chats"] = { "chats", 0, 20000 },
  ["--seed"] = { "seed", 0, 2147483647 },
  ["--rate-limit"] = { "rate_limit", 0, 1000000 },
  ["--max-seconds"] = { "max_seconds", 0, 1000000 },
}
local texts = { ["--port-file"] = "port_file", ["--api-key"] = "api_key" }

local function fail(message)
  io.stderr:write("script/sandbox: ", message, "\n")
  os.exit(2)
end

local function number_of(name, text)
  local lowest, highest = numbers[name][2], numbers[name][3]
  local value = text and text:find("^%d+$") and tonumber(text)
  if not value or value < lowest or value > highest then
    fail(("%s needs a whole number from %d to %d"):format(name, lowest, highest))
  end
  return value
end

local function options_of(arguments)
  local options = {}
  local i = 1
  while i <= #arguments do
    local name, value = arguments[i]:match("^(%-%-[%w-]+)=?(.*)$")
    if arguments[i] == "--help" or arguments[i] == "-h" then
      io.stdout:write(USAGE)
      os.exit(0)
    elseif not numbers[name] and not texts[name] then
      fail("unknown option " .. arguments[i] .. "\n" .. USAGE)
    end
    if not arguments[i]:find("=", 1, true) then
      i = i + 1
      value = arguments[i]
    end
    if numbers[name] then
      options[numbers[name][1]] = number_of(name, value)
    else
      options[texts[name]] = value ~= "" and value or fail(name .. " needs a value")
    end
    i = i + 1
  end
  return options
end

-- Whoever waits for the file must never see half of it.
local function write_port(path, port)
  local part = path .. ".tmp"
  local file = assert(io.open(part, "w"))
  assert(file:write(("%d\n"):format(port)))
  assert(file:close())
  assert(os.rename(part, path))
end

---@param arguments string[]
return function(arguments)
  local options = options_of(arguments)
  local own = model.new({
    seed = options.seed,
    chats = options.chats,
    rate_limit = options.rate_limit ~= 0 and options.rate_limit,
    api_key = options.api_key,
  })
  local listening, problem = server.listen({ model = own, port = options.port })
  if not listening then
    fail(problem)
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
