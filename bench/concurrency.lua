--- Many calls in flight: how long 200 calls of 100 ms take, 50 at a time, and what a call costs with more and more of them under
--- way. BASE_URL is a server that answers each call after DELAY seconds.

local core = require("fansly.core")
local fansly = require("fansly")

local client = assert(fansly.new({
  api_key = "bench-key-0000000000",
  account_id = "fansly_acc_bench",
  base_url = assert(os.getenv("BASE_URL"), "BASE_URL is missing"),
  max_retries = 0,
}))

local function list()
  return client.chats:list()
end

-- Seconds on the clock and of the processor for so many calls, so many of them at a time.
local function run(calls, concurrency)
  local places = {}
  for i = 1, calls do
    places[i] = i
  end
  collectgarbage()
  local start, cpu = core.now(), os.clock()
  local pages, problems = fansly.map(places, list, { concurrency = concurrency })
  local seconds, busy = core.now() - start, os.clock() - cpu
  for i = 1, calls do
    assert(pages[i], problems[i])
  end
  return seconds, busy
end

run(50, 50) -- the connections, and what is loaded at first use
local seconds = run(200, 50)
io.write(("200 calls of 100 ms, 50 at a time: %.2f s\n"):format(seconds))
io.write("in flight      calls    seconds   calls/s   processor time of this process per call\n")
for _, in_flight in ipairs({ 1, 64, 256, 1000 }) do
  local calls = in_flight == 1 and 20 or math.max(1000, in_flight * 4)
  local wall, busy = run(calls, in_flight)
  io.write(("%9d %10d %10.2f %9.0f %9.0f us\n"):format(in_flight, calls, wall, calls / wall, busy / calls * 1e6))
end
