--- A table of one's own with what another one holds, where no metamethod of that is called.

---@param t table
---@return table
return function(t)
  local own = {}
  for name, value in next, t do
    own[name] = value
  end
  return own
end
