--- The command `fansly`: reads its arguments, runs what they ask for, and answers an exit status.

local fansly = require("fansly")
local errors = require("fansly.error")
local status = require("fansly.command.status")
local terminal = require("fansly.command.terminal")

local M = {}

local function complain(...)
  io.stderr:write("fansly: ", terminal.clean(table.concat({ ... })), "\n")
end

local function print_versions()
  local versions = fansly.versions()
  local jit = rawget(_G, "jit")
  io.stdout:write(("fansly %s, %s, libcurl %s, %s\n"):format(versions.module, jit and jit.version or _VERSION, versions.curl, versions.ssl))
  return 0
end

local function complete(parsed, parser)
  io.stdout:write((parser["get_" .. parsed.shell .. "_complete"](parser)))
  return 0
end

local tools = {
  doctor = function(parsed)
    return require("fansly.command.doctor").run(parsed)
  end,
  operations = function(parsed)
    return require("fansly.command.operations").run(parsed)
  end,
  sandbox = function(parsed)
    return require("fansly.command.sandbox").run(parsed)
  end,
  completion = complete,
}

local function run(parsed, parser)
  if parsed.version then
    return print_versions()
  elseif not parsed.command then
    io.stderr:write(parser:get_usage(), "\n\nfansly --help tells all commands, and fansly doctor whether they can work\n")
    return status.usage
  end
  if parsed.log then
    assert(fansly.log(io.stderr, parsed.log))
  end
  local tool = tools[parsed.command]
  if tool then
    return tool(parsed, parser)
  end
  return require("fansly.command.operation").run(require("fansly.command.rows").by_id[parsed.command], parsed)
end

-- A key among the arguments could be read by everybody on this machine: what it is does not show in what is said about it.
local function names_key(arguments)
  for _, word in ipairs(arguments) do
    if word:lower():find("^%-+a?p?i?[-_]?key") and not word:find("^%-%-key%-file") then
      return true
    end
  end
  return false
end

local function refuse(problem, arguments)
  if names_key(arguments) then
    complain("the key is never an argument, since others on this machine could read it: set FANSLY_API_KEY, or name a file with --key-file")
  else
    complain(problem, "; --help tells what there is")
  end
  return status.usage
end

local function flushed(exit)
  local ok, problem = io.stdout:flush()
  if not ok then
    complain("cannot write: ", tostring(problem))
    return exit ~= 0 and exit or status.broken
  end
  return exit
end

--- Runs the command.
---@param arguments string[]
---@return integer exit status
function M.main(arguments)
  if not pcall(require, "argparse") then
    complain("the command needs argparse, which the module itself does not: luarocks install argparse, or apt-get install lua-argparse")
    return status.broken
  end
  local parser = require("fansly.command.parser").new("fansly")
  local ok, parsed = parser:pparse(arguments)
  if not ok then
    return refuse(parsed, arguments)
  end
  local done, exit = pcall(run, parsed, parser)
  if not done then
    complain(tostring(exit))
    return errors.is(exit) and status.of(exit) or status.broken
  end
  return flushed(exit)
end

return M
