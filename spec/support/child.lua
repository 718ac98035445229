--- Runs Lua code in a process of its own, with the interpreter and the paths of this one.
--
--   local output, status = child.run("print(os.getenv('A'))", { A = "1", B = false })   -- false unsets

local files = require("spec.support.files")

local child = {}

local function output_of(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("*a")
  pipe:close()
  return text
end

local function quoted(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

child.quoted = quoted

--- The program that runs this: an interpreter, or the host of the specs. Under a tool that runs it for us, by its usual name.
---@return string path
function child.interpreter()
  local path = output_of("readlink /proc/$PPID/exe 2>/dev/null"):match("^%s*(/.-)%s*$")
  if path and path:match("([^/]+)$"):find("lua") or path and path:find("fansly_host") then
    return path
  end
  return rawget(_G, "jit") and "luajit" or "lua" .. _VERSION:match("%d%.%d")
end

-- LUA_PATH_5_3 and the like would win over what is set here.
local function settings(environment)
  local set, unset = {}, { "-u LUA_INIT" }
  for _, version in ipairs({ "5_2", "5_3", "5_4", "5_5" }) do
    for _, name in ipairs({ "PATH", "CPATH", "INIT" }) do
      unset[#unset + 1] = ("-u LUA_%s_%s"):format(name, version)
    end
  end
  local all = { LUA_PATH = package.path, LUA_CPATH = package.cpath }
  all.FANSLY_API_KEY, all.FANSLY_ACCOUNT_ID, all.FANSLY_BASE_URL = false, false, false
  for name, value in pairs(environment or {}) do
    all[name] = value
  end
  for name, value in pairs(all) do
    if value then
      set[#set + 1] = quoted(name .. "=" .. value)
    else
      unset[#unset + 1] = "-u " .. name
    end
  end
  return table.concat(unset, " ") .. " " .. table.concat(set, " ")
end

--- The words of `env` that give a process the paths of this one.
---@param environment? table<string, string|false>
---@return string
child.settings = settings

---@param code string
---@param environment? table<string, string|false>
---@param program? string what runs it, as the shell takes it; the interpreter of this process when left out
---@return string output of both streams
---@return integer status
function child.run(code, environment, program)
  local path = os.tmpname()
  files.save(path, code)
  program = program or quoted(child.interpreter())
  local command = ("env %s timeout 60 %s %s 2>&1; printf '\\n%%s' $?"):format(settings(environment), program, quoted(path))
  local output, status = output_of(command):match("^(.*)\n(%d+)$")
  os.remove(path)
  return output, tonumber(status)
end

return child
