--- What the load and close cycles do in each new state: use the module and leave a request in flight.
local fansly = require("fansly")
local sandbox = require("fansly.sandbox")

local page = assert(sandbox.new():client().chats:list())
assert(#page.items > 0)

local client = assert(fansly.new({
  api_key = "canary-of-a-cycle",
  account_id = "fansly_acc_1",
  base_url = "http://127.0.0.1:9/api/fansly",
}))
client.chats:list({}, function() end)
