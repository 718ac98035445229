--- How a step keeps its budget.

local core = require("fansly.core")

local M = {}

-- How long before the end of its budget a step begins nothing more, in seconds: learnt, so that what is begun last, a collection of
-- garbage in the middle of it too, ends a tenth behind the budget in one of a hundred steps.
local reserve = 5e-4

--- Whether anything more may be begun.
---@param stop number|nil a time on the module's clock; nil for no end
---@return boolean
function M.has_time(stop)
  return not stop or core.now() <= stop
end

--- The time that is left for moving bytes, in the form that an engine takes: 0 for no end.
---@param stop number|nil
---@return number seconds
function M.time_left(stop)
  return stop and math.max(1e-6, stop - core.now()) or 0
end

--- When a step that starts now begins nothing more.
---@param budget number seconds
---@return number stop
---@return number deadline
function M.plan(budget)
  local deadline = core.now() + budget
  return deadline - math.min(reserve, 0.9 * budget), deadline
end

--- Learns from how a step ended.
---@param budget number
---@param deadline number
function M.learn(budget, deadline)
  local late = core.now() - deadline
  if late > budget / 10 and late < budget then -- what is later still, no reserve could have prevented
    reserve = math.min(reserve + budget / 10, 0.9 * budget)
  elseif late > -reserve then
    reserve = math.max(0, reserve - budget / 1000)
  end
end

return M
