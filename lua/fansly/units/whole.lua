--- A whole number as an integer, where Lua has such; another one as it is.
---@param number number
---@return number
return function(number)
  return number % 1 == 0 and math.floor(number) or number
end
