--- What the programs in Lua share: arguments as all programs here have them, and what they print. See README.md beside this.

local M = {}

local work, url, count, warm = arg[1], arg[2], tonumber(arg[3]), tonumber(arg[4])
M.url = url

--- What a page of chats adds to the sum.
function M.unread(chats)
  local sum = #chats
  for _, chat in ipairs(chats) do
    sum = sum + chat.unreadCount
  end
  return sum
end

--- A work that does one thing after the other.
function M.repeated(once)
  return function(times)
    local sum = 0
    for _ = 1, times do
      sum = sum + once()
    end
    return sum
  end
end

local function peak_memory()
  for line in io.lines("/proc/self/status") do
    local kib = line:match("^VmHWM:%s*(%d+)")
    if kib then
      return kib
    end
  end
end

--- What an answer adds to the sum.
function M.value(answer)
  local response = answer.data.data.response
  return response.id and #response.id or M.unread(response.data)
end

--- The works of a client that has one function for a request, and perhaps one for many of them in flight.
---@param request fun(url: string, post: boolean?): table sends it, waits, and reads the answer
---@param flight? fun(count: integer, in_flight: integer): number
function M.works(request, flight)
  local works = { flight = flight }
  works.get = M.repeated(function()
    return M.value(request(url))
  end)
  works.post = M.repeated(function()
    return M.value(request(url, true))
  end)
  function works.pages(pages)
    local sum, place = 0, url
    for _ = 1, pages do
      local answer = request(place)
      sum, place = sum + M.value(answer), url .. "?cursor=" .. answer.data.nextCursor
    end
    return sum
  end
  return works
end

-- Seconds since any moment; the programs are on one machine, and Lua has no finer clock than that of the processor.
local function now()
  local file = assert(io.open("/proc/uptime"))
  local seconds = file:read("*n")
  file:close()
  return seconds
end

--- Warms up, measures and prints.
function M.run(works)
  local run = works[work] or error("no such work: " .. tostring(work))
  local in_flight = tonumber(os.getenv("IN_FLIGHT")) or 64
  run(warm, in_flight)
  local wall, cpu = now(), os.clock()
  local sum = run(count, in_flight)
  print(("%.6f %.6f %d %s"):format(os.clock() - cpu, now() - wall, sum, peak_memory()))
end

return M
