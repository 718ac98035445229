--- From the bytes on a connection to the outcome and the value, through libcurl. The input: a byte that says what is asked for, then
--- what the server answers with before it closes.

local check = require("fuzz.check")
local core = require("fansly.core")
local exchange_with = require("fuzz.exchange")

local key = assert(core.key(check.KEY))
local want = { items = { "data.data.response.data" } }
local no_final = { ["100"] = true, ["101"] = true, ["102"] = true, ["103"] = true }

-- Every status that a status line anywhere in the bytes could mean.
local function statuses_in(bytes)
  local found = {}
  for status in bytes:upper():gmatch("HTTP/%S* +(%d%d%d)") do -- libcurl takes any case
    found[status] = true
  end
  return found
end

return function(input)
  local first = input:byte()
  if not first then
    return
  end
  local send, bytes = first % 2 == 1, input:sub(2)
  local exchange, whole = exchange_with(key, send, bytes, first % 4 < 2 and want or nil)
  check.exchange(exchange)
  assert(whole and exchange.outcome ~= "not_sent", "the server has the request, and it counts as not sent")
  local status = exchange.status and ("%03d"):format(exchange.status)
  assert(not status or statuses_in(bytes)[status], "a status that nobody sent")
  assert(not no_final[status], "an interim answer taken for the answer")
  assert(status or exchange.outcome == "maybe_sent", "no answer, and no doubt")
  assert(exchange.fault ~= "timeout", "it does not end")
end
