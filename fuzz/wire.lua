--- From the bytes on a connection to the outcome and the value, through libcurl. The input: a byte that says what is asked for, then
--- what the server answers with before it closes.

local check = require("fuzz.check")
local core = require("fansly.core")
local exchange_with = require("fuzz.exchange")

local key = assert(core.key(check.KEY))
local want = { items = { "data.data.response.data" } }
local MAX_BODY = 16384 -- of fuzz/wire.c
local no_final = { ["100"] = true, ["101"] = true, ["102"] = true, ["103"] = true }

-- Whether some line could be one with this status; libcurl is not strict about what stands before it.
local function has_status(bytes, status)
  return bytes:upper():find("HTTP/[^\n]- " .. status) ~= nil
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
  assert(not status or has_status(bytes, status), "a status that nobody sent")
  assert(not no_final[status], "an interim answer taken for the answer")
  assert(status or exchange.outcome == "maybe_sent", "no answer, and no doubt")
  assert(exchange.fault ~= "timeout", "it does not end")
  assert(exchange.bytes <= MAX_BODY, "more than was to be taken")
end
