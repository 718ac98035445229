--- The rate limit of the API: so many requests in any minute.

local WINDOW = 60 -- seconds

local plans = { { limit = 100, name = "Free" }, { limit = 600, name = "Starter" } }

local RateLimit = {}
RateLimit.__index = RateLimit

--- Takes note of a request. One that is refused does not count.
---@param now number seconds
---@return boolean admitted
---@return integer|nil retry_after seconds until one is admitted again
function RateLimit:admit(now)
  if not self.limit then
    return true
  end
  local times = self.times
  while self.first <= self.last and times[self.first] <= now - WINDOW do
    times[self.first] = nil
    self.first = self.first + 1
  end
  if self.last - self.first + 1 >= self.limit then
    -- Only a limit of 0 finds the window empty.
    local oldest = times[self.first] or now
    return false, math.max(1, math.ceil(oldest + WINDOW - now))
  end
  self.last = self.last + 1
  times[self.last] = now
  return true
end

---@return integer remaining requests left in the window as it was at the last request
function RateLimit:remaining()
  return self.limit - (self.last - self.first + 1)
end

local rate_limit = {}

---@param limit integer|false requests a minute; false for none
function rate_limit.new(limit)
  local plan = limit and "Pro" or "Enterprise"
  for i = #plans, 1, -1 do
    if limit and limit <= plans[i].limit then
      plan = plans[i].name
    end
  end
  return setmetatable({ limit = limit, plan = plan, times = {}, first = 1, last = 0 }, RateLimit)
end

return rate_limit
