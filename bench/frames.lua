--- One network step a frame at 60 frames a second with many calls always in flight: how long the step takes.
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

local times = {}
local next_frame = core.now()
for frame = 1, frames do
  local start = core.now()
  fansly.step(0, budget > 0 and { budget_ms = budget } or nil)
  times[frame] = (core.now() - start) * 1000
  next_frame = next_frame + 1 / 60
  while core.now() < next_frame do -- a busy wait, as a game's own work would be
    math.sqrt(2)
  end
end
going = false
client:close()
fansly.run()

table.sort(times)
local function at(share)
  return times[math.max(1, math.ceil(#times * share))]
end
io.write(("%d in flight, budget %g ms: p50 %.2f  p99 %.2f  max %.2f ms; %d answers%s\n"):format(
  in_flight, budget, at(0.5), at(0.99), at(1), answered, failed and "; failed: " .. tostring(failed) or ""))
