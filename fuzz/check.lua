--- What has to hold of an exchange, whatever the server answered.

local judge = require("fansly.judge")

local check = { KEY = "canary-key-7f3a9b" }

local outcomes = { not_sent = true, refused = true, maybe_sent = true, done = true }
local kinds = {}
for kind in ("auth payment_required forbidden not_found rate_limited api server network timeout tls protocol limit memory"):gmatch("%S+") do
  kinds[kind] = true
end
local texts = { "message", "text", "body", "detail", "request_id", "timestamp", "cursor" }

local function check_texts(exchange)
  for _, name in ipairs(texts) do
    local text = exchange[name]
    assert(text == nil or type(text) == "string", name .. " is no string")
    assert(not text or name == "cursor" or not text:find(check.KEY, 1, true), name .. " holds the key")
  end
  local limit = exchange.rate_limit
  assert(not (limit and limit.plan and limit.plan:find(check.KEY, 1, true)), "the plan holds the key")
  assert(#(exchange.body or "") <= 2048, "the excerpt is too long")
end

local function check_verdict(exchange)
  local kind = judge.kind_of(exchange)
  assert(kinds[kind], "an error of the kind " .. tostring(kind))
  local words = judge.words_of(exchange, kind)
  assert(type(words) == "string" and #words <= 600, "words that are none")
end

--- What holds for every exchange.
---@param exchange table
function check.exchange(exchange)
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
  if not done then
    check_verdict(exchange)
  end
end

return check
