--- Keeps a client to the rate limit that answers tell, for programs whose workers would otherwise run into it together.
--
-- While there is room, nothing waits. Where little is left, calls go out one by one, no faster than the limit goes on; a refusal for
-- the limit holds all of them back for as long as the server asks.

local core = require("fansly.core")

local M = {}

local MINUTE = 60 -- seconds that a limit is for
local LITTLE = 0.1 -- of the limit
local NOTHING = {}
local UNKNOWN = 600 -- requests a minute, where a refusal does not tell its limit

---@return { next: number, gap: number, blocked: number } state of a session: when the next call may go out, the seconds to the one
--- behind it, and the time before which none may
function M.new()
  return { next = 0, gap = 0, blocked = 0 }
end

--- Takes note of what an answer tells.
---@param state table
---@param exchange table
function M.learn(state, exchange)
  local limits = exchange.rate_limit or NOTHING
  local most = limits.limit and limits.limit > 0 and limits.limit or UNKNOWN
  if exchange.status == 429 then
    state.gap = MINUTE / most
    state.blocked = math.max(state.blocked, core.now() + (exchange.retry_after or state.gap))
  elseif limits.remaining then
    state.gap = limits.remaining <= most * LITTLE and MINUTE / most or 0
    state.next = state.gap > 0 and state.next or 0 -- turns may be kept for calls that were cancelled
  end
end

--- Seconds that a call has to wait for its turn. Its turn is kept, so that it is asked again when that has come; one that comes too late
--- is nobody's, or calls that end at once would move it away for ever.
---@param state table
---@param call table
---@return number seconds
function M.wait(state, call)
  local now = core.now()
  if not call.turn or call.turn < state.blocked then
    local turn = math.max(now, state.next, state.blocked)
    if turn - now >= call:remaining() then
      return turn - now
    end
    call.turn, state.next = turn, turn + state.gap
  end
  return math.max(0, call.turn - now)
end

return M
