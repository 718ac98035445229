-- What an answer says about the request, through core.answer: done, refused, or maybe sent; whoever is in doubt says maybe.

local core = require("fansly.core")

local key = core.key("a-key-for-specs")

local function answer(status, body)
  return core.answer(status, "", body, key)
end

-- Statuses with which a server says that it did nothing.
local refusals = {}
for _, status in ipairs({ 307, 308, 400, 401, 403, 404, 405, 406, 411, 413, 414, 415, 422, 429, 431, 501, 505 }) do
  refusals[status] = true
end

local function is_good(status)
  return status >= 200 and status <= 299
end

local bodies = {
  whole = '{"statusCode":200,"data":{"status_code":200,"data":{"success":true,"response":{}}}}',
  bare = "{}",
  says_no = '{"data":{"data":{"success":false}}}',
  inner_400 = '{"data":{"status_code":400}}',
  html = "<html></html>",
  cut = '{"statusCode":200,"data":{',
  empty = "",
}

describe("the outcome of an answer", function()
  it("is that of its status when that is not 2xx, whatever the body says", function()
    for status = 200, 599 do
      for name, body in pairs(bodies) do
        if not is_good(status) then
          assert.equal(refusals[status] and "refused" or "maybe_sent", answer(status, body).outcome, status .. " " .. name)
        end
      end
    end
  end)

  it("is done for a 2xx alone whose body is whole and says nothing else", function()
    for status = 200, 299 do
      assert.equal("done", answer(status, bodies.whole).outcome)
      assert.equal("done", answer(status, bodies.bare).outcome)
      assert.equal("maybe_sent", answer(status, bodies.says_no).outcome)
      assert.equal("refused", answer(status, bodies.inner_400).outcome)
      assert.equal("maybe_sent", answer(status, bodies.html).outcome)
      assert.equal("maybe_sent", answer(status, bodies.cut).outcome)
      local is_no_content = status == 204 or status == 205
      assert.equal(is_no_content and "done" or "maybe_sent", answer(status, bodies.empty).outcome)
    end
  end)

  it("follows the statuses inside, the innermost first", function()
    for inner = 1, 999 do
      local expected = is_good(inner) and "done" or refusals[inner] and "refused" or "maybe_sent"
      for _, form in ipairs({
        '{"data":{"status_code":%d}}',
        '{"statusCode":%d}',
        '{"statusCode":%d,"data":null}',
        '{"statusCode":200,"data":{"status_code":%d,"data":{"success":true}}}',
        '{"statusCode":%d,"data":{"status_code":200,"data":{"success":true}}}',
        '{"statusCode":"%d"}',
      }) do
        local body = form:format(inner)
        assert(answer(201, body).outcome == expected, body)
      end
      local both = ('{"statusCode":400,"data":{"status_code":%d}}'):format(inner)
      assert(answer(201, both).outcome == (is_good(inner) and "refused" or expected), both)
    end
  end)
end)

describe("a success of an answer #quick", function()
  it("can be denied at each level", function()
    for _, body in ipairs({
      '{"success":false}',
      '{"data":{"success":false}}',
      '{"data":{"data":{"success":false}}}',
      '{"statusCode":200,"data":{"status_code":200,"success":true,"data":{"success":false,"response":{"id":"1"}}}}',
      '{"success":false,"data":{"success":true,"data":{"success":true}}}',
      '{"data":{"data":{"success":true,"success":false}}}',
    }) do
      local exchange = answer(200, body)
      assert.equal("maybe_sent", exchange.outcome, body)
      assert.is_nil(exchange.value)
      assert.equal(body, exchange.body)
    end
  end)

  it("is doubted by anything but true, and by nothing that is not there", function()
    local doubt = "maybe_sent"
    for value, outcome in pairs({ ["true"] = "done", null = "done", ["0"] = doubt, ['"false"'] = doubt, ["[]"] = doubt }) do
      assert.equal(outcome, answer(200, '{"success":' .. value .. "}").outcome)
      assert.equal(outcome, answer(200, '{"data":{"data":{"success":' .. value .. "}}}").outcome)
    end
    assert.equal("done", answer(200, '{"data":{"data":{"success":false,"success":true}}}').outcome)
    assert.equal("done", answer(200, '{"data":{"data":{"response":{"success":false}}}}').outcome)
    assert.equal("done", answer(200, '{"data":[{"success":false}]}').outcome)
  end)

  it("with an inner refusal is a refusal, success or not", function()
    local body = '{"data":{"status_code":403,"data":{"success":%s}}}'
    assert.equal("refused", answer(200, body:format("false")).outcome)
    assert.equal("refused", answer(200, body:format("true")).outcome)
  end)

  it("needs a status inside to be one, where there is one", function()
    for _, value in ipairs({
      "0", "-1", "-200", "0.5", "1000000", "1e300", "123456789012345678", '"OK"', '""', "true", "false", "[]", "{}", "[200]",
    }) do
      for _, form in ipairs({ '{"statusCode":%s}', '{"data":{"status_code":%s}}' }) do
        local exchange = answer(200, form:format(value))
        assert.equal("maybe_sent", exchange.outcome, form:format(value))
        assert.is_nil(exchange.code)
        assert.is_nil(exchange.status_code)
      end
    end
    assert.equal("done", answer(200, '{"statusCode":null,"data":{"status_code":null}}').outcome)
    assert.equal("done", answer(200, '{"data":[{"status_code":500}]}').outcome)
    assert.equal(99, answer(200, '{"statusCode":"no","error":{"code":99}}').code)
  end)
end)

describe("the headers of an answer #quick", function()
  local DATE = "Date: Tue, 12 May 2026 12:00:00 GMT\r\n"
  local NOW = 1778587200

  local function read(headers)
    return core.answer(429, headers, "{}", key)
  end

  local function wait_of(...)
    return read(DATE .. table.concat({ ... }, "\r\n")).retry_after
  end

  it("tell how long to wait: seconds, or a time by the server's clock", function()
    assert.is_nil(wait_of())
    assert.equal(0, wait_of("Retry-After: 0"))
    assert.equal(30, wait_of("Retry-After: 30"))
    assert.equal(1.5, wait_of("Retry-After: 1.5"))
    assert.equal(0.25, wait_of("retry-after:0.250"))
    assert.equal(2, wait_of("RETRY-AFTER: \t2 \t"))
    assert.equal(3, wait_of("Retry-After: 3."))
    assert.equal(90, wait_of("Retry-After: Tue, 12 May 2026 12:01:30 GMT"))
    assert.equal(0, wait_of("Retry-After: Tue, 12 May 2026 11:00:00 GMT"))
    assert.equal(45, wait_of("Retry-After: " .. NOW + 45))
    assert.equal(45.5, wait_of("Retry-After: " .. NOW + 45 .. "500"))
    assert.equal(0, wait_of("Retry-After: " .. NOW - 45))
    assert.equal(1e9, wait_of("Retry-After: 1000000000"))
  end)

  it("are told apart from each other: the longer wait counts", function()
    assert.equal(7, wait_of("X-RateLimit-Retry-After: 7"))
    assert.equal(9, wait_of("X-RateLimit-Retry-After: 7", "Retry-After: 9"))
    assert.equal(9, wait_of("X-RateLimit-Retry-After: 9", "Retry-After: 7"))
    assert.equal(9, wait_of("X-RateLimit-Retry-After: 9", "Retry-After: soon"))
    assert.equal(60, wait_of("X-RateLimit-Retry-After: 9", "Retry-After: Tue, 12 May 2026 12:01:00 GMT"))
    assert.equal(5, wait_of("X-Retry-After: 60", "Retry-After-Ms: 60", "Retry-After: 5", "XRetry-After: 60"))
    assert.equal(6, wait_of("Retry-After: 5", "Retry-After: 6"))
  end)

  it("say nothing with garbage", function()
    for _, value in ipairs({
      "", " ", "soon", "-5", "+5", "1e3", "0x10", "1,5", "5s", "5 seconds", "5, 6", "NaN", "inf", ".", ".5", "1.2.3", "12:30",
      "\255",
    }) do
      local exchange = read(DATE .. "Retry-After: " .. value .. "\r\n")
      assert.is_nil(exchange.retry_after, value)
      assert.is_nil(exchange.rate_limit)
    end
  end)

  it("use the clock of this machine without the server's", function()
    local now = os.time()
    local wait = read("Retry-After: " .. now + 100 .. "\r\n").retry_after
    assert.is_true(wait >= 90 and wait <= 100, tostring(wait))
    wait = read("Date: nonsense\r\nRetry-After: " .. now + 100 .. "000\r\n").retry_after
    assert.is_true(wait >= 90 and wait <= 100, tostring(wait))
  end)

  it("tell the limits", function()
    assert.same({ limit = 600, remaining = 0, plan = "Starter", retry_after = 12 }, read(
      "X-RateLimit-Limit: 600\r\nx-ratelimit-remaining: 0\r\nX-RATELIMIT-PLAN: Starter\r\nX-RateLimit-Retry-After: 12\r\n"
    ).rate_limit)
    assert.same({ limit = 600 }, read("X-RateLimit-Limit: 600").rate_limit)
    assert.same({ remaining = 3 }, read("X-RateLimit-Remaining: 3\n").rate_limit)
    assert.same({ plan = "Enterprise" }, read("X-RateLimit-Plan: Enterprise").rate_limit)
    assert.same({ retry_after = 1 }, read("Retry-After: 1").rate_limit)
    assert.same({ plan = "p" }, read("X-RateLimit-Limit: many\r\nX-RateLimit-Remaining: -1\r\nX-RateLimit-Plan: p\r\n").rate_limit)
    assert.is_nil(read("X-RateLimits: 600\r\nX-RateLimit-Limi: 600\r\n").rate_limit)
    local limit = read("X-RateLimit-Limit: 600").rate_limit.limit
    assert.equal("600", tostring(limit))
  end)

  it("are those of the final answer's head", function()
    local heads = "Retry-After: 5\r\nX-Request-Id: a\r\n\r\nHTTP/1.1 200 OK\r\nX-RateLimit-Limit: 1\r\n\r\nRetry-After: 9\r\n"
    local exchange = core.answer(103, heads, "{}", key)
    assert.equal(200, exchange.status)
    assert.is_nil(exchange.retry_after)
    assert.is_nil(exchange.request_id)
    assert.same({ limit = 1 }, exchange.rate_limit)
  end)

  it("may be 256 lines and 64 KiB long", function()
    assert.is_nil(read(("X-A: b\r\n"):rep(255)).fault)
    assert.is_nil(read("X-A: " .. ("b"):rep(65000)).fault)
    for _, headers in ipairs({ ("X-A: b\r\n"):rep(256), "X-A: " .. ("b"):rep(65536), ("X-A: " .. ("b"):rep(1000) .. "\r\n"):rep(66) }) do
      local exchange = core.answer(200, headers, "{}", key)
      assert.equal("limit", exchange.fault)
      assert.equal("the headers of the answer are too large", exchange.detail)
      assert.equal("maybe_sent", exchange.outcome)
      assert.is_nil(exchange.value)
    end
  end)
end)

describe("the key in an answer #quick", function()
  local CANARY = "canary-7f3K!\"'(x)"
  local secret = core.key(CANARY)
  local STARS = ("*"):rep(#CANARY)

  -- Every string in a value, joined.
  local function all_text(value)
    if type(value) ~= "table" then
      return tostring(value)
    end
    local parts = {}
    for name, each in next, value do
      parts[#parts + 1] = all_text(name) .. "=" .. all_text(each)
    end
    return table.concat(parts, "\n")
  end

  it("is blotted out wherever the answer repeats it", function()
    local headers = "X-Request-Id: id-" .. CANARY .. "-" .. CANARY .. "\r\nX-RateLimit-Plan: " .. CANARY .. "\r\n"
    local escaped = CANARY:gsub('"', '\\"')
    for _, status in ipairs({ 200, 401, 500 }) do
      for _, success in ipairs({ "true", "false" }) do
        local body = ('{"message":"key %s is wrong","timestamp":"%s","data":{"data":{"success":%s,"error":"no %s"}}}'):format(
          escaped, escaped, success, escaped
        )
        local exchange = core.answer(status, headers, body, secret)
        exchange.value, exchange.body = nil, nil
        assert.is_nil(all_text(exchange):find("canary", 1, true))
        assert.equal("key " .. STARS .. " is wrong", exchange.message)
        assert.equal(STARS, exchange.timestamp)
        assert.equal("id-" .. STARS .. "-" .. STARS, exchange.request_id)
        assert.equal(STARS, exchange.rate_limit.plan)
        assert.equal(exchange.outcome ~= "done" and "no " .. STARS or nil, exchange.text)
      end
    end
  end)

  it("is blotted out of the body, also across its cut", function()
    assert.equal("<" .. STARS .. STARS .. ">", core.answer(500, "", "<" .. CANARY .. CANARY .. ">", secret).body)
    for before = 2048 - #CANARY - 2, 2050 do
      local body = core.answer(500, "", (" "):rep(before) .. CANARY .. (" "):rep(5000), secret).body
      assert.equal(2048, #body)
      assert.is_nil(body:find("[%a%d]"))
    end
    local long = core.key(("k"):rep(511) .. "!")
    local body = core.answer(500, "", (" "):rep(2047) .. ("k"):rep(511) .. "!", long).body
    assert.equal((" "):rep(2047) .. "*", body)
  end)

  it("is not left in halves where a long header is cut", function()
    for before = 100, 130 do
      local value = ("-"):rep(before) .. CANARY
      local exchange = core.answer(200, "X-Request-Id: " .. value .. "\r\nX-RateLimit-Plan: " .. value .. "\r\n", "{}", secret)
      assert.is_nil(all_text(exchange):find("[cany]%-", 1), before)
      assert.is_nil(all_text(exchange):find("canary", 1, true), before)
      assert.is_nil((exchange.request_id or ""):find("%a"), before)
    end
  end)

  it("is left where it is too short to tell it from words", function()
    assert.equal('{"message":"hello"}', core.answer(500, "", '{"message":"hello"}', core.key("hello")).body)
    assert.equal('{"message":"******"}', core.answer(500, "", '{"message":"hello!"}', core.key("hello!")).body)
  end)
end)
