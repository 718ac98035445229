--- Loads a part of the module when it is first needed.
--
-- Lua 5.1 keeps a mark in the place of a module while that is being loaded, to find loops. It stays there where that failed, as for want of
-- memory, and the module could never be loaded again.

local M = {}

local function is_module(value)
  return type(value) == "table" or type(value) == "function"
end

local marks = { userdata = true, number = true } -- of Lua 5.1, and of LuaJIT

local function take_marks_away()
  local loaded = package.loaded
  for each, value in next, loaded do
    if marks[type(value)] and type(each) == "string" and each:find("^fansly%.") then
      loaded[each] = nil
    end
  end
end

--- Loads a module. One that cannot be loaded can be later.
---@param name string as for `require`
---@return any module
function M.module(name)
  local ok, module = pcall(require, name)
  if not ok then
    take_marks_away()
    error(module, 0)
  end
  return module
end

--- Loads a module that keeps nothing between calls, and neither does what it loads: a finalizer that asks for it while it is being loaded
--- does so for itself, and there may be two of it. One of which there may not looks at its end whether it is there.
---@param name string as for `require`
---@return any module
function M.part(name)
  local loaded = package.loaded[name]
  if is_module(loaded) then
    return loaded
  end
  take_marks_away()
  return require(name)
end

return M
