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
