--- When a failed attempt is followed by another, and after which wait.

local core = require("fansly.core")

local M = {}

local BASE, CAP = 0.5, 20 -- seconds of backoff
local LONGEST_ASKED = 60 -- seconds that a server may ask to wait and be obeyed
local SAVED = 10 -- further attempts that a client may make in a row of failures
local EARNED = 0.1 -- of one, by each call that succeeds

-- How many further attempts a failure allows, by effect of the operation. A send is tried again only when the server
-- cannot have it, or has refused it for its rate limit.
local MANY = math.huge
local matrix = {
  not_sent = { read = MANY, idempotent = MANY, send = 1 },
  rate_limited = { read = MANY, idempotent = MANY, send = MANY },
  interrupted = { read = MANY, idempotent = MANY },
  server_busy = { read = MANY, idempotent = MANY },
  unreadable = { read = 1, idempotent = 1 },
}

local busy = { [408] = true, [425] = true, [500] = true, [502] = true, [503] = true, [504] = true }
for status = 520, 527 do
  busy[status] = true -- what gateways answer for a server behind them
end

-- A good status around one that will pass.
local function temporary_inside(err)
  return err.kind == "api" and (err.code == 429 or busy[err.code])
end

-- The row of the matrix; nil for what trying again cannot mend.
local function class_of(err, outcome)
  local broke = err.kind == "network" or err.kind == "timeout"
  if broke then
    return outcome == "not_sent" and "not_sent" or "interrupted"
  elseif err.kind == "rate_limited" then
    return "rate_limited"
  elseif err.status and (busy[err.status] or (err.status < 300 and temporary_inside(err))) then
    return "server_busy"
  elseif err.kind == "protocol" and err.status and err.status < 300 then
    return "unreadable"
  end
end

-- Park and Miller's generator: the host's own random numbers stay untouched.
local state = math.floor(core.now() * 1e6) % 2147483646 + 1
local function random()
  state = state * 16807 % 2147483647
  return state / 2147483647
end

---@class fansly.Attempt
---@field err fansly.Error of the attempt that failed
---@field outcome string what became of its request
---@field effect string of the operation
---@field retries integer how many attempts were followed by another already
---@field max_retries integer
---@field remaining number seconds that the call has left
---@field budget { left: number } of the client; what is granted is taken from it

local function wait_after(failed)
  local asked = failed.err.retry_after
  local backoff = random() * math.min(CAP, BASE * 2 ^ failed.retries)
  if not asked then
    return backoff
  elseif asked > LONGEST_ASKED then
    return math.huge
  end
  -- never earlier than asked, and not everybody at the same moment
  return math.max(asked * (1 + 0.1 * random()), backoff)
end

--- The wait before the next attempt.
---@param failed fansly.Attempt
---@return number|nil seconds nil: do not try again
function M.delay(failed)
  local class = class_of(failed.err, failed.outcome)
  local allowed = class and matrix[class][failed.effect] or 0
  if failed.retries >= math.min(allowed, failed.max_retries) or failed.budget.left < 1 then
    return nil
  end
  local wait = wait_after(failed)
  if wait >= failed.remaining then
    return nil
  end
  failed.budget.left = failed.budget.left - 1
  return wait
end

--- What a client may spend on further attempts: an outage ends them, so that it does not multiply the traffic.
---@return { left: number }
function M.new_budget()
  return { left = SAVED }
end

--- A call has succeeded.
---@param budget { left: number }
function M.earn(budget)
  budget.left = math.min(SAVED, budget.left + EARNED)
end

return M
