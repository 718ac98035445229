--- `fansly sandbox`: the API, offline, on 127.0.0.1.

local status = require("fansly.command.status")

local M = {}

local function whole(lowest, highest)
  return function(text)
    local value = text:find("^%d+$") and tonumber(text)
    if not value or value < lowest or value > highest then
      return nil, ("needs a whole number from %d to %d, not '%s'"):format(lowest, highest, text)
    end
    return value
  end
end

local function not_empty(text)
  if text == "" then
    return nil, "needs a value"
  end
  return text
end

local options = {
  { "--port", "n", "Port to listen on; 0, the default, takes a free one.", whole(0, 65535) },
  { "--port-file", "file", "Is written with the port once the sandbox listens.", not_empty },
  { "--chats", "n", "How many chats there are.", whole(0, 20000) },
  { "--seed", "n", "The same number gives the same account every time.", whole(0, 2147483647) },
  { "--rate-limit", "n", "Requests a minute; 0 is no limit.", whole(0, 1000000) },
  { "--credits", "n", "Credits to spend; without it there is no end of them.", whole(0, 1000000000) },
  { "--state", "file", "Read at the start, where there is one, and written at the end: all that is in the sandbox.", not_empty },
  { "--api-key", "key", "The key that this sandbox wants; not one of the real service.", not_empty },
  { "--max-seconds", "n", "Stop after this time.", whole(0, 1000000) },
}

--- Adds the command to a parser.
---@param parser table of argparse
---@return table command
function M.add(parser)
  local command = parser:command("sandbox"):summary("Serve the API offline, for tests")
  command:description("The API of fansly, offline, on 127.0.0.1. It stops on SIGTERM, SIGINT, and after --max-seconds.")
  for _, option in ipairs(options) do
    command:option(option[1]):argname("<" .. option[2] .. ">"):description(option[3]):convert(option[4])
  end
  return command
end

--- Serves until something ends it.
---@param parsed table
---@return integer exit status
function M.run(parsed)
  local ok, serve = pcall(require, "fansly.sandbox.command")
  if not ok and not tostring(serve):find("^module '[ch]") then
    error(serve, 0)
  elseif not ok then
    io.stderr:write("fansly: the sandbox is a server on lua-http, which this Lua does not have: luarocks install http (on Debian ",
      "lua-http, for Lua 5.1). In a test of your own, require('fansly.sandbox').new() needs no server.\n")
    return status.broken
  end
  local problem = serve(parsed)
  if problem then
    io.stderr:write("fansly: ", problem, "\n")
    return status.usage
  end
  return 0
end

return M
