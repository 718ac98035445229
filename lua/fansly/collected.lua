--- Something whose end as garbage calls a function, on every Lua.
---@param action fun()
---@return any sentinel to be kept by what it watches over
return function(action)
  local new_proxy = rawget(_G, "newproxy") -- Lua 5.1 and LuaJIT finalize userdata only
  if not new_proxy then
    return setmetatable({}, { __gc = action })
  end
  local proxy = new_proxy(true)
  getmetatable(proxy).__gc = action
  return proxy
end
