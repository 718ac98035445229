--- Loads a part of the module when it is first needed.
--
-- A finalizer may ask for what is in the middle of being loaded, and then loads it for itself. Lua 5.1 takes that for a loop, by a mark
-- that it keeps in the place of the module, and that stays there where memory ran out meanwhile. So this is for parts that keep nothing
-- between calls, and for what is behind them: of those there may be two. One of which there may not looks at its end whether it is there.

local function is_module(value)
  return type(value) == "table" or type(value) == "function"
end

local marks = { userdata = true, number = true } -- of Lua 5.1, and of LuaJIT

---@param name string as for `require`
---@return any module
return function(name)
  local loaded = package.loaded
  if is_module(loaded[name]) then
    return loaded[name]
  end
  for each, value in next, loaded do
    if marks[type(value)] and type(each) == "string" and each:find("^fansly%.") then
      loaded[each] = nil
    end
  end
  return require(name)
end
