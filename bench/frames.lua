--- One network step a frame at 60 frames a second with many calls always in flight: how long the step takes, on the clock and of the
--- processor. The two differ where other programs or the server want the same processor.
--- BASE_URL, CA_FILE, IN_FLIGHT, BUDGET_MS and FRAMES come from the environment.

local core = require("fansly.core")
local fansly = require("fansly")

local function setting(name, default)
  return tonumber(os.getenv(name)) or default
end

local in_flight, budget, frames = setting("IN_FLIGHT", 64), setting("BUDGET_MS", 1), setting("FRAMES", 600)
local client = assert(fansly.new({
  api_key = os.getenv("FANSLY_API_KEY") or "bench-key-0000000000",
  account_id = os.getenv("FANSLY_ACCOUNT_ID") or "fansly_acc_bench",
  base_url = os.getenv("BASE_URL"),
  ca_file = os.getenv("CA_FILE"),
  max_retries = 0,
}))

local answered, failed = 0, nil
local going = true
local function call()
  client.chats:list({}, function(page, err)
    answered = answered + (page and 1 or 0)
    failed = failed or (going and err or nil)
    if going then
      call()
    end
  end)
end

assert(fansly.warmup(client))
for _ = 1, in_flight do
  call()
end

local wall, busy = {}, {} -- milliseconds of each step: on the clock, and of the processor, which other programs do not add to
local next_frame = core.now()
for frame = 1, frames do
  local start, cpu = core.now(), os.clock()
  fansly.step(0, budget > 0 and { budget_ms = budget } or nil)
  wall[frame], busy[frame] = (core.now() - start) * 1000, (os.clock() - cpu) * 1000
  next_frame = next_frame + 1 / 60
  while core.now() < next_frame do -- a busy wait, as a game's own work would be
    math.sqrt(2)
  end
end
going = false
client:close()
fansly.run()

local function spread(times)
  table.sort(times)
  local function at(share)
    return times[math.max(1, math.ceil(#times * share))]
  end
  return ("p50 %.2f  p99 %.2f  max %.2f ms"):format(at(0.5), at(0.99), at(1))
end

io.write(("%d in flight, budget %g ms: %s; processor %s; %d answers%s\n"):format(
  in_flight, budget, spread(wall), spread(busy), answered, failed and "; failed: " .. tostring(failed) or ""))
