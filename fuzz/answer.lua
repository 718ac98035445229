--- From the bytes of an answer to the outcome and the value. The input: a line with the status, header lines, an empty line, the body.

local core = require("fansly.core")

local KEY = "canary-key-7f3a9b"
local key = assert(core.key(KEY))
local want = { items = { "data.data.response.data" } }
local want_fields = { items = { "data.data.response.data" }, fields = { "groupId", "unreadCount" } }

local outcomes = { not_sent = true, refused = true, maybe_sent = true, done = true }
local texts = { "message", "text", "body", "detail", "request_id", "timestamp", "cursor" }

local function check_texts(exchange)
  for _, name in ipairs(texts) do
    local text = exchange[name]
    assert(text == nil or type(text) == "string", name .. " is no string")
    assert(not text or name == "cursor" or not text:find(KEY, 1, true), name .. " holds the key")
  end
  local limit = exchange.rate_limit
  assert(not (limit and limit.plan and limit.plan:find(KEY, 1, true)), "the plan holds the key")
  assert(#(exchange.body or "") <= 2048, "the excerpt is too long")
end

local function check(exchange)
  local status = exchange.status -- the headers may have another status line
  assert(outcomes[exchange.outcome], "an outcome that does not exist")
  local done = exchange.outcome == "done"
  assert(done == (exchange.value ~= nil), "done and a value belong together")
  assert(not done or not (exchange.fault or exchange.unreadable), "done, and a fault")
  assert(not done or status >= 200 and status <= 299, "done without a status that says so")
  assert(exchange.unreadable == nil or exchange.detail, "unreadable without a reason")
  assert(exchange.items == nil or done and type(exchange.items) == "table", "items of a failure")
  assert(exchange.cursor == nil or done and exchange.cursor ~= "", "a cursor that is none")
  assert(exchange.retry_after == nil or exchange.retry_after >= 0, "a wait of less than nothing")
  check_texts(exchange)
end

return function(input)
  local status, rest = input:match("^(%d%d?%d?)\n(.*)$")
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
  check(plain)
  check(page)
  check(part)
  assert(plain.items == nil and plain.cursor == nil, "a page that nobody wanted")
  assert(plain.outcome == page.outcome and page.outcome == part.outcome, "what is wanted changes what became of it")
  assert(page.cursor == part.cursor, "the fields that are wanted change the cursor")
  assert((page.items and #page.items) == (part.items and #part.items), "the fields that are wanted change the number of items")
end
