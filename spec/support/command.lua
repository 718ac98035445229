--- bin/fansly in a process of its own, with the interpreter and the paths of this one.
--
--   local ran = command.run({ "list_chats", "--all" }, { environment = { ... }, input = "y\n" })
--   ran.out, ran.err, ran.status
--   local shown, status = command.on_terminal({ "list_chats" }, { ... })   -- both streams, as a terminal shows them

local child = require("spec.support.child")
local files = require("spec.support.files")

local command = {}

-- What a file holds, which goes with it.
local function taken(path)
  local text = assert(files.read(path))
  os.remove(path)
  return text
end

local function line_of(arguments, environment)
  local words = {}
  for i, word in ipairs(arguments) do
    words[i] = child.quoted(word)
  end
  local all = { https_proxy = false, HTTPS_PROXY = false, all_proxy = false, ALL_PROXY = false, http_proxy = false, COLUMNS = false }
  for name, value in pairs(environment or {}) do
    all[name] = value
  end
  -- "--foreground": in a process group of its own the command would be stopped as soon as it reads from its terminal
  local lua = child.quoted(child.interpreter())
  return ("env %s timeout --foreground 60 %s bin/fansly %s"):format(child.settings(all), lua, table.concat(words, " "))
end

--- Runs it away from any terminal.
---@param arguments string[]
---@param given? { environment: table|nil, input: string|nil }
---@return { out: string, err: string, status: integer }
function command.run(arguments, given)
  given = given or {}
  local input, out, err = os.tmpname(), os.tmpname(), os.tmpname()
  files.save(input, given.input or "")
  local line = ("%s <%s >%s 2>%s; echo $?"):format(line_of(arguments, given.environment), input, out, err)
  local pipe = assert(io.popen(line))
  local status = tonumber(pipe:read("*l"))
  pipe:close()
  os.remove(input)
  return { out = taken(out), err = taken(err), status = status }
end

--- Runs it on a terminal of its own, which is `columns` wide; what is typed is its input.
---@param arguments string[]
---@param given? { environment: table|nil, input: string|nil, columns: integer|nil, out: string|nil }
---@return string shown
---@return integer status
function command.on_terminal(arguments, given)
  given = given or {}
  local line = ("stty -echo cols %d; %s%s"):format(
    given.columns or 80, line_of(arguments, given.environment), given.out and " >" .. child.quoted(given.out) or "")
  local on_own = "printf %%s %s | env -u LD_PRELOAD SHELL=/bin/sh script -qefc %s /dev/null; printf '\\n%%s' $?"
  local pipe = assert(io.popen(on_own:format(child.quoted(given.input or ""), child.quoted(line))))
  local shown, status = pipe:read("*a"):match("^(.*)\n(%d+)$")
  pipe:close()
  return shown, tonumber(status)
end

return command
