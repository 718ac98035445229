--- How the collector goes about its work, by the name that each Lua has for it.
local collector = {}

--- Sets "pause" or "stepmul".
---@return integer before
function collector.set(name, value)
  if _VERSION == "Lua 5.5" then
    return collectgarbage("param", name, value)
  end
  return collectgarbage("set" .. name, value)
end

return collector
