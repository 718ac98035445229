--- Requests without end: so many, 64 of them always in flight, and what the process holds meanwhile. `million.lua REQUESTS`, with
--- HTTP_URL from the environment. Prints a table, as Markdown, and fails when anything grew behind the first tenth.

local core = require("fansly.core")
local fansly = require("fansly")

local REQUESTS, IN_FLIGHT = tonumber(arg[1]) or 1000000, 64

local client = assert(fansly.new({
  api_key = "bench-key-0000000000",
  account_id = "fansly_acc_bench",
  base_url = os.getenv("HTTP_URL") .. "/20",
  max_retries = 0,
}))

local function status(name)
  for line in io.lines("/proc/self/status") do
    local value = line:match("^" .. name .. ":%s*(%d+)")
    if value then
      return tonumber(value)
    end
  end
end

-- The kernel keeps the size of the table in steps; what is open is found by asking for each.
local function descriptors()
  local open = 0
  for descriptor = 0, 255 do
    local file = io.open(("/proc/self/fdinfo/%d"):format(descriptor))
    if file then
      open = open + 1
      file:close()
    end
  end
  return open
end

-- In MiB what the kernel gave and what Lua holds, and how many descriptors and threads there are.
local function held()
  collectgarbage()
  collectgarbage()
  return { status("VmRSS") / 1024, collectgarbage("count") / 1024, descriptors(), status("Threads") }
end

local function requests(count)
  local begun = 0
  local function call()
    begun = begun + 1
    client.chats:list({}, function(page, err)
      assert(page, err)
      if begun < count then
        call()
      end
    end)
  end
  for _ = 1, IN_FLIGHT do
    call()
  end
  fansly.run()
end

print("| requests | seconds | processor, µs a request | memory, MiB | of it Lua's, MiB | descriptors | threads |")
print(("|---"):rep(7) .. "|")
local first, last
for part = 1, 10 do
  local wall, cpu = core.now(), os.clock()
  requests(REQUESTS / 10)
  local busy = (os.clock() - cpu) / (REQUESTS / 10) * 1e6
  last = held()
  first = first or last
  local line = "| %d | %.1f | %.1f | %.2f | %.2f | %d | %d |"
  print(line:format(part * REQUESTS / 10, core.now() - wall, busy, last[1], last[2], last[3], last[4]))
  io.stdout:flush()
end
assert(last[1] < first[1] * 1.02 + 0.25, "memory grew")
assert(last[2] < first[2] * 1.02, "what Lua holds grew")
assert(last[3] <= first[3] and last[4] <= first[4], "descriptors or threads grew")
