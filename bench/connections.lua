--- Milliseconds of the processor that a new connection over TLS takes, with a request on it: a guarded send opens one each time. The
--- first, which reads the certificates, is not counted. BASE_URL and CA_FILE come from the environment.

local fansly = require("fansly")

local TIMES = 200

local client = assert(fansly.new({
  api_key = "bench-key-0000000000",
  account_id = "fansly_acc_bench",
  base_url = os.getenv("BASE_URL"),
  ca_file = os.getenv("CA_FILE"),
  max_retries = 0,
}))

local function send()
  assert(client.messages:send("208989511000097642", { content = "hello" }))
end

send()
local start = os.clock()
for _ = 1, TIMES do
  send()
end
print(("%.3f"):format((os.clock() - start) / TIMES * 1000))
