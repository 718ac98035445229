--- Ids that look like numbers.

local core = require("fansly.core")
local errors = require("fansly.error")

---@class fansly.units.ids
local M = {}

local type_of_number = rawget(math, "type") -- Lua 5.3 and later

--- An id as the text that calls take. An id that came as a number keeps its digits; one that has lost some is refused.
---@param value string|number
---@return string|nil id
---@return fansly.Error|nil err kind `validation`
function M.id(value)
  if type(value) == "number" and value % 1 == 0 and value >= 0 then
    if value < 2 ^ 53 or type_of_number and type_of_number(value) == "integer" then
      return (value < 2 ^ 53 and "%.0f" or "%d"):format(value) -- "%d" of Lua 5.1 has 32 bits on Windows
    end
    return nil, errors.validation("id", "is a number that has lost digits; ids of more than 15 digits have to be read as text")
  elseif core.is_id(value) then
    return value
  end
  return nil, errors.validation("id", "has to be an id: 1 to 64 letters, digits, _ and -, not " .. errors.shown(value))
end

return M
