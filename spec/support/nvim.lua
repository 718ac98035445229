--- Runs a function of spec/support/nvim_cases.lua inside Neovim.

local child = require("spec.support.child")
local files = require("spec.support.files")
local json = require("fansly.json")

local nvim = {}

local RUN = "timeout -k 5 40 nvim --headless -u NONE -i NONE -n --cmd %s -c %s >%s 2>&1 </dev/null; echo $?"

--- Why there is no Neovim to run in; nil when there is one.
---@return string|nil
function nvim.missing()
  local pipe = io.popen("nvim --version 2>/dev/null")
  local text = pipe:read("*a")
  pipe:close()
  if not text:find("^NVIM ") then
    return "Neovim is not installed"
  elseif not text:find("LuaJIT", 1, true) then
    return "this Neovim has no LuaJIT, and there is no build for it"
  end
end

--- Runs a case in a Neovim of its own, which ends with it.
---@param name string
---@param argument? table what the case is given; goes there as JSON
---@param environment? table<string, string>
---@return any result of the case
---@return string output of Neovim, both streams
function nvim.run(name, argument, environment)
  local base = os.tmpname()
  local settings = { "NVIM_LOG_FILE=/dev/null", "LUA_PATH=" .. child.quoted(package.path), "LUA_CPATH=" .. child.quoted(package.cpath) }
  for variable, value in pairs(environment or {}) do
    settings[#settings + 1] = variable .. "=" .. child.quoted(value)
  end
  settings[#settings + 1] = "CASE=" .. child.quoted(name)
  settings[#settings + 1] = "ARGUMENT=" .. child.quoted(json.encode(argument or {}))
  settings[#settings + 1] = "RESULT=" .. child.quoted(base .. ".result")
  local command = RUN:format("'set runtimepath^=examples/nvim'", [["lua require('spec.support.nvim_cases')"]], base)
  local pipe = io.popen("env " .. table.concat(settings, " ") .. " " .. command)
  local status = pipe:read("*l")
  pipe:close()
  local output, result = assert(files.read(base)), files.read(base .. ".result")
  os.remove(base)
  if not result then
    error(("Neovim ended with status %s and no result: %s"):format(status, output), 2)
  end
  local answer = json.decode(result)
  os.remove(base .. ".result")
  if answer.problem then
    error("in Neovim: " .. answer.problem .. "\n" .. output, 2)
  elseif status ~= "0" then
    error(("Neovim ended with status %s: %s"):format(status, output), 2)
  end
  return answer.result, output
end

return nvim
