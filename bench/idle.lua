--- What a step costs in which nothing happens, in microseconds: with nothing pending, with 64 calls waiting for a server that does not
--- answer, and the same of the core alone. SILENT_URL is such a server.

local fansly = require("fansly")
local requests = require("fansly.loop.requests")

local STEPS = 200000

local client = assert(fansly.new({
  api_key = "bench-key-0000000000",
  account_id = "fansly_acc_bench",
  base_url = os.getenv("SILENT_URL"),
  max_retries = 0,
}))

local function time(fn, ...)
  local start = os.clock()
  for _ = 1, STEPS do
    fn(...)
  end
  return (os.clock() - start) / STEPS * 1e6
end

local none = time(fansly.step, 0)
for _ = 1, 64 do
  client.chats:list({}, function() end)
end
for _ = 1, 100 do -- until all of them wait for their answer
  fansly.step(0.01)
end
local waiting = time(fansly.step, 0)
local network = requests.network()
print(("%.3f %.3f %.3f"):format(none, waiting, time(network.step, network, 0)))
os.exit(true, false)
