--- Whether two ids are the same, also where an answer has one of them as a number.

local ids = require("fansly.units.ids")

local function digits(id)
  return type(id) == "number" and ids.id(id) or id
end

---@param one any
---@param other any
---@return boolean is_same never where one is missing
return function(one, other)
  return one ~= nil and digits(one) == digits(other)
end
