--- What calls cost. No answer tells it, and there is no balance to ask for: all of this is an estimate by the published prices.
--
-- A failed attempt counts like any other, unless it was certainly not sent: whether it is paid for is not documented.

local M = {}

-- Credits for each started unit of bytes, by the `cost` of a row. A kilobyte is 1000 bytes here, which errs on the dear side.
local prices = {
  request = { credits = 1, unit = 80000 },
  media = { credits = 2, unit = 1e6 },
  nothing = { credits = 0, unit = 1 },
}

--- What an exchange of a row costs.
---@param row table
---@param bytes number of its answer, or of the file that went up
---@return integer credits
function M.price(row, bytes)
  local price = prices[row.cost or "request"]
  return bytes <= price.unit and price.credits or price.credits * math.ceil(bytes / price.unit)
end

-- What an attempt costs at least: a file that goes up is known before.
local function least(call)
  local upload = call.request.upload
  return M.price(call.row, upload and upload.size or 0)
end

local function cost_of(call, exchange)
  return exchange.outcome == "not_sent" and 0 or math.max(least(call), M.price(call.row, exchange.bytes or 0))
end

-- --- budgets ---

---@class fansly.Budget what calls may cost together
---@field most integer
---@field spent integer
---@field held integer for attempts that are under way
---@field outer? fansly.Budget that they count against as well

---@param most integer
---@param outer? fansly.Budget
---@return fansly.Budget
function M.new_budget(most, outer)
  return { most = most, spent = 0, held = 0, outer = outer }
end

-- The first budget of a call that has no room for a further attempt.
local function exhausted(call)
  local budget = call.config.budget
  local cost = budget and least(call)
  while budget and budget.spent + budget.held + cost <= budget.most do
    budget = budget.outer
  end
  return budget
end

local function hold(call, cost)
  local budget = call.config.budget
  call.held = call.held + cost
  while budget do
    budget.held = budget.held + cost
    budget = budget.outer
  end
end

local function spend(call, cost)
  local budget = call.config.budget
  while budget do
    budget.spent = budget.spent + cost
    budget = budget.outer
  end
end

--- Whether all budgets of a call have room for a further attempt.
---@param call table
---@return boolean
function M.has_room(call)
  return exhausted(call) == nil
end

--- Sets aside what the next attempt of a call costs at least.
---@param call table
---@return string|nil problem where a budget has no room for it
function M.hold(call)
  local budget = exhausted(call)
  if not budget then
    return call.config.budget and hold(call, least(call))
  end
  return ("max_credits is %d, and %d of them are spent or under way by estimate"):format(budget.most, budget.spent + budget.held)
end

--- Nothing is set aside for a call any more: its attempt is over, or did not take place.
---@param call table
function M.release(call)
  if call.held > 0 then
    hold(call, -call.held)
  end
end

-- --- usage ---

---@class fansly.Usage what a client and those of its other accounts have used
---@field calls integer that sent anything
---@field attempts integer
---@field bytes integer of answers, after decompression
---@field credits integer estimated
---@field rate_limit? fansly.RateLimit as last seen

---@return fansly.Usage
function M.new_usage()
  return { calls = 0, attempts = 0, bytes = 0, credits = 0 }
end

--- Counts an attempt that is over.
---@param call table whose `attempts` include it
---@param exchange table
---@return integer credits
function M.settle(call, exchange)
  local cost, usage = cost_of(call, exchange), call.client.session.usage
  M.release(call)
  spend(call, cost)
  usage.calls = usage.calls + (call.attempts == 1 and 1 or 0)
  usage.attempts = usage.attempts + 1
  usage.bytes = usage.bytes + (exchange.bytes or 0)
  usage.credits = usage.credits + cost
  usage.rate_limit = exchange.rate_limit or usage.rate_limit
  return cost
end

return M
