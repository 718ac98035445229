--- What a unit of work takes as a rule: a turn with a deadline begins none that would probably end behind it.

local core = require("fansly.core")

local M = {}

-- Seconds.
local usual = { read = 1e-4, call_back = 1e-5 }

--- Notes what a unit took. One that took far longer was interrupted by other programs, and counts as a moderately long one.
---@param kind "read"|"call_back"
---@param seconds number
function M.took(kind, seconds)
  usual[kind] = 0.9 * usual[kind] + 0.1 * math.min(seconds, 4 * usual[kind])
end

--- Whether there is time for one more answer, with what it and those before it will have to tell.
---@param deadline number|nil on the module's clock; nil for no end
---@param waiting integer how many callbacks are waiting already
---@return boolean
function M.has_time(deadline, waiting)
  return not deadline or core.now() + usual.read + (waiting + 1) * usual.call_back <= deadline
end

--- The time for moving bytes, in the form that an engine takes: 0 for no end.
---@param deadline number|nil
---@param waiting integer as above
---@return number seconds
function M.time_to_move(deadline, waiting)
  return deadline and math.max(1e-6, deadline - core.now() - waiting * usual.call_back) or 0
end

return M
