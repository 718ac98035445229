--- From the bytes of an answer to the outcome and the value. The input: a line with the status, header lines, an empty line, the body.

local check = require("fuzz.check")
local core = require("fansly.core")

local key = assert(core.key(check.KEY))
local want = { items = { "data.data.response.data" } }
local want_fields = { items = { "data.data.response.data" }, fields = { "groupId", "unreadCount" } }

-- The excerpt is no place for the first part of a key that it cuts.
local function check_cut(exchange, body)
  local excerpt = exchange.body
  local place = excerpt and body:find(check.KEY, math.max(1, #excerpt + 2 - #check.KEY), true)
  if place and place <= #excerpt then
    assert(excerpt:sub(place) ~= body:sub(place, #excerpt), "the excerpt ends in a part of the key")
  end
end

return function(input)
  local status, rest = input:match("^([2-9]%d%d)\n(.*)$") -- libcurl lets no other be the last one
  if not status then
    return
  end
  local head, body = rest:match("^(.-\n)\n(.*)$")
  if not head then
    head, body = "", rest:gsub("^\n", "")
  end
  status = tonumber(status)
  head = head:gsub("%z", "")
  local plain = core.answer(status, head, body, key)
  local page = core.answer(status, head, body, key, want)
  local part = core.answer(status, head, body, key, want_fields)
  check.exchange(plain)
  check.exchange(page)
  check.exchange(part)
  check_cut(plain, body)
  assert(plain.items == nil and plain.cursor == nil, "a page that nobody wanted")
  assert(plain.outcome == page.outcome and page.outcome == part.outcome, "what is wanted changes what became of it")
  assert(page.cursor == part.cursor, "the fields that are wanted change the cursor")
  assert((page.items and #page.items) == (part.items and #part.items), "the fields that are wanted change the number of items")
end
