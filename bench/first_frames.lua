--- The longest of the first thirty frames, in milliseconds of the processor and on the clock: a frame makes the calls that are wanted,
--- 64 of them in the first, and steps with a budget of a millisecond. WARM connects before, as a loading screen would.
--- BASE_URL and CA_FILE come from the environment.

local core = require("fansly.core")
local fansly = require("fansly")

local client = assert(fansly.new({
  api_key = "bench-key-0000000000",
  account_id = "fansly_acc_bench",
  base_url = os.getenv("BASE_URL"),
  ca_file = os.getenv("CA_FILE"),
  max_retries = 0,
}))

if os.getenv("WARM") then
  assert(fansly.warmup(client))
end

local wanted, answered = 64, 0
local function call()
  client.chats:list({}, function(page, err)
    assert(page, err)
    answered, wanted = answered + 1, wanted + 1
  end)
end

local longest, busiest = 0, 0
for _ = 1, 30 do
  local start, cpu = core.now(), os.clock()
  while wanted > 0 do
    wanted = wanted - 1
    call()
  end
  fansly.step(0, { budget_ms = 1 })
  longest, busiest = math.max(longest, core.now() - start), math.max(busiest, os.clock() - cpu)
  core.sleep(math.max(0, start + 1 / 60 - core.now()))
end
assert(answered > 0, "no answer came")
print(("%.3f %.3f"):format(busiest * 1000, longest * 1000))
os.exit(true, false)
