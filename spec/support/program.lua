--- The programs that the build makes for the specs (FANSLY_HOST in CMakeLists.txt), run with Lua code of a spec.
--
--   local program = require("spec.support.program")
--   local output, status = program.host(code, { BASE = route.base })        -- spec/support/host.c
--   local output, status = program.host(code, {}, { "--cycles 20" })

local child = require("spec.support.child")

local program = {}

--- Where a program is: beside the directory of the module that is under test; nil where it was not built.
---@param name string
---@return string|nil path
function program.path(name)
  for template in package.cpath:gmatch("[^;]+") do
    local directory = template:match("^(.*/)%?%.so$")
    local file = directory and io.open(directory .. name, "rb")
    if file then
      file:close()
      return directory .. name
    end
  end
end

--- Runs Lua code in the host program.
---@param code string
---@param environment? table<string, string|false>
---@param options? string[] of the program
---@return string output of both streams
---@return integer status
function program.host(code, environment, options)
  local path = assert(program.path("fansly_host"), "the host program was not built")
  return child.run(code, environment, child.quoted(path) .. " " .. table.concat(options or {}, " "))
end

return program
