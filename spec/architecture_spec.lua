-- What doc/architecture.md says of the house is so: its files, and that none uses one of a floor above its own.

local files = require("spec.support.files")

local text = assert(files.read("doc/architecture.md"))

local floors = {} -- [path of a file or directory] = its floor
for floor, list in text:gmatch("\n| (%d) | ([^|]+) |") do
  for path in list:gmatch("`([^`]+)`") do
    floors[path] = tonumber(floor)
  end
end

local function floor_of(path)
  return floors[path] or floors[path:match("^.*/")]
end

local function path_of(module)
  local path = "lua/" .. module:gsub("%.", "/")
  local file = io.open(path .. ".lua", "rb")
  if file then
    file:close()
    return path .. ".lua"
  end
  return path .. "/init.lua"
end

describe("doc/architecture.md", function()
  it("names nothing that is not there", function()
    for path in text:gmatch("`(%a[%w_]*/[%w_/.]*)`") do
      local file = io.open((path:gsub("/$", "/.")), "rb")
      assert.is_truthy(file, path)
      file:close()
    end
  end)

  it("gives every file a floor", function()
    for _, path in ipairs(files.find("lua", "*.lua")) do
      assert.is_number(floor_of(path), path)
    end
    for _, path in ipairs(files.find("src", "*.c")) do
      assert.is_number(floors[path], path)
    end
  end)

  it("has floors of which none uses one above", function()
    local count = 0
    for _, path in ipairs(files.find("lua", "*.lua")) do
      for module in assert(files.read(path)):gmatch('"(fansly%.[%l_.]+)"') do -- also what is loaded when it is first needed
        local used = path_of(module)
        if floor_of(used) then
          assert.is_true(floor_of(path) >= floor_of(used), ("%s uses %s"):format(path, used))
          count = count + 1
        end
      end
    end
    assert.is_true(count > 200, count)
  end)

  it("has Lua's header in the binding alone", function()
    for _, path in ipairs(files.find("src", "*.c")) do
      local source = assert(files.read(path))
      local knows = source:find('#include [<"]lua') ~= nil or source:find('#include "compat.h"', 1, true) ~= nil
      assert.equal(floors[path] == 2, knows, path)
    end
  end)
end)
