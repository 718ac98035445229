-- What a caller is told of an answer: kind and maybe_sent for every status, and the fields of err and info.

local calls = require("spec.support.calls")
local fansly = require("fansly")
local wire = require("spec.support.wire")

-- Statuses with which a server says that it did nothing. Every other failure leaves it open.
local refusals = {}
for _, status in ipairs({ 307, 308, 400, 401, 403, 404, 405, 406, 411, 413, 414, 415, 422, 429, 431, 501, 505 }) do
  refusals[status] = true
end

local kinds = { [401] = "auth", [402] = "payment_required", [403] = "forbidden", [404] = "not_found", [429] = "rate_limited" }

local function kind_of(status)
  return kinds[status] or status >= 500 and "server" or status >= 400 and "api" or "protocol"
end

local ERROR_FIELDS = {
  advice = "string",
  attempts = "number",
  body = "string",
  code = "number",
  effect = "string",
  elapsed = "number",
  field = "string",
  kind = "string",
  maybe_sent = "boolean",
  message = "string",
  method = "string",
  operation = "string",
  path = "string",
  request_id = "string",
  retry_after = "number",
  status = "number",
}

local function check_fields(err)
  for name, value in pairs(err) do
    assert.equal(ERROR_FIELDS[name], type(value), name)
  end
  for _, name in ipairs({ "kind", "message", "maybe_sent", "attempts", "operation", "method", "path", "elapsed" }) do
    assert.is_not_nil(err[name], name)
  end
  assert.is_nil(tostring(err):find("%c"))
end

describe("an outcome", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  for _, effect in ipairs(calls.effects) do
    it(("of each status, for a call with effect %s"):format(effect), function()
      local script = {}
      for status = 300, 599 do
        script[#script + 1] = wire.answer(status, status == 304 and "" or '{"message":"m","data":null}')
      end
      local route = server:route(script)
      local client = calls.client(route.base, { max_retries = 0 })
      for status = 300, 599 do
        local value, err, info = calls.of[effect].run(client)
        assert.is_nil(value)
        assert.equal(status, err.status)
        assert.equal(status, info.status)
        assert.equal(kind_of(status), err.kind, tostring(err))
        assert.equal(not refusals[status], err.maybe_sent, tostring(err))
        assert.equal(1, err.attempts)
        check_fields(err)
      end
      assert.equal(300, #route.requests())
    end)
  end

  it("of each good status is the value", function()
    for _, status in ipairs({ 200, 201, 202, 203, 206, 299 }) do
      for _, effect in ipairs(calls.effects) do
        local body = calls.of[effect].answer[1][2]:match("\r\n\r\n(.*)$")
        local route = server:route({ wire.answer(status, body) })
        local value, err, info = calls.of[effect].run(calls.client(route.base))
        assert.is_nil(err)
        assert.is_table(value)
        assert.equal(status, info.status)
      end
    end
  end)

  -- Levels of the body of a 201, what the caller of a send learns.
  local inside = {
    { '{"statusCode":400,"data":null}', code = 400, maybe_sent = false },
    { '{"statusCode":201,"data":{"status_code":404,"data":{"success":false}}}', code = 404, maybe_sent = false },
    { '{"statusCode":201,"data":{"status_code":429,"data":null}}', code = 429, maybe_sent = false },
    { '{"statusCode":201,"data":{"status_code":500,"data":null}}', code = 500, maybe_sent = true },
    { '{"statusCode":201,"data":{"status_code":409,"data":null}}', code = 409, maybe_sent = true },
    { '{"statusCode":201,"data":{"status_code":302,"data":{"response":{"id":"1"}}}}', code = 302, maybe_sent = true },
    { '{"statusCode":500,"data":{"status_code":200,"data":{"response":{"id":"1"}}}}', code = 500, maybe_sent = true },
    { '{"data":{"data":{"success":false,"response":{"id":"1"}}}}', maybe_sent = true },
    { '{"data":{"data":{"success":false,"error":{"code":99,"message":"DMs are closed"}}}}', code = 99, maybe_sent = true },
    { '{"data":{"success":false,"data":{"response":{"id":"1"}}}}', maybe_sent = true },
    { '{"success":false,"data":{"data":{"response":{"id":"1"}}}}', maybe_sent = true },
  }

  it("of a failure inside a good answer is api with its code", function()
    for _, case in ipairs(inside) do
      local value, err = calls.of.send.run(calls.client(server:route({ wire.answer(201, case[1]) }).base))
      assert.is_nil(value, case[1])
      assert.equal("api", err.kind)
      assert.equal(201, err.status)
      assert.equal(case.code, err.code, case[1])
      assert.equal(case.maybe_sent, err.maybe_sent, case[1])
      assert.equal(case[1], err.body)
      check_fields(err)
    end
  end)

  it("says what the API says", function()
    local bodies = {
      ['{"message":"too long","error":"Bad Request"}'] = "too long",
      ['{"error":"Account not found"}'] = "Account not found",
      ['{"error":{"code":7,"message":"inner words"}}'] = "inner words",
      ['{"detail":"a detail"}'] = "a detail",
      ['{"data":{"data":{"success":false,"error":{"code":99,"message":"DMs are closed"}}}}'] = "DMs are closed",
      ["{}"] = "the server answered with status 400",
      ["<html>"] = "the server answered with status 400",
    }
    for body, message in pairs(bodies) do
      local _, err = calls.of.send.run(calls.client(server:route({ wire.answer(400, body) }).base))
      assert.equal("api", err.kind)
      assert.equal(message, err.message)
    end
  end)

  it("has all fields of an error", function()
    local headers = { ["X-Request-Id"] = "req-1", ["Retry-After"] = "3", ["X-RateLimit-Retry-After"] = "7" }
    local text = '{"statusCode":429,"message":"slow\\r\\ndown","data":null}'
    local route = server:route({ wire.answer(429, text, headers) })
    local seconds, value, err, info = calls.timed(calls.of.send.run, calls.client(route.base, { max_retries = 0 }))
    assert.is_nil(value)
    assert.equal("rate_limited", err.kind)
    assert.equal("slow\r\ndown", err.message)
    assert.equal(429, err.status)
    assert.equal(429, err.code)
    assert.is_false(err.maybe_sent)
    assert.equal(1, err.attempts)
    assert.equal(7, err.retry_after)
    assert.equal("send_message", err.operation)
    assert.equal("POST", err.method)
    assert.equal("/{account_id}/chats/{chat_id}/messages", err.path)
    assert.equal("req-1", err.request_id)
    assert.equal(text, err.body)
    assert.is_true(err.elapsed > 0 and err.elapsed <= seconds)
    check_fields(err)
    assert.matches("^send_message: rate_limited %(429%): slow down; ", tostring(err))
    assert.equal(7, info.rate_limit.retry_after)
  end)

  it("names its operation in each error, without ids", function()
    for _, effect in ipairs(calls.effects) do
      local route = server:route({ wire.answer(404, "{}") })
      local of = calls.of[effect]
      local _, err = of.run(calls.client(route.base))
      assert.same({ of.id, of.method, of.path }, { err.operation, err.method, err.path })
      for _, options in ipairs({ { timeout = "x" }, { nonsense = 1 }, { max_retries = -1 } }) do
        local _, refused = of.run(calls.client(route.base), options)
        assert.equal("validation", refused.kind)
        assert.same({ of.id, of.method, of.path }, { refused.operation, refused.method, refused.path })
        assert.equal(0, refused.attempts)
      end
      assert.equal(1, #route.requests())
    end
  end)

  it("tells a send that may have been sent from one that was not", function()
    local sent = select(2, calls.of.send.run(calls.client(server:route({ { { "close" } } }).base)))
    assert.matches("may have been sent", tostring(sent))
    local refused = select(2, calls.of.send.run(calls.client(server:route({ wire.answer(401, "{}") }).base)))
    assert.is_nil(tostring(refused):find("may have been sent", 1, true))
  end)

  it("never shows the key, though the server does", function()
    local key = calls.key
    local text = ('{"message":"bad key %s","error":"%s"}'):format(key, key) .. (" "):rep(2048 - 60) .. key
    local route = server:route({ wire.answer(401, text, { ["X-Request-Id"] = "id-" .. key }) })
    local _, err, info = calls.of.read.run(calls.client(route.base))
    assert.equal("auth", err.kind)
    local function search(value)
      if type(value) == "table" then
        for name, each in pairs(value) do
          search(name)
          search(each)
        end
      elseif type(value) == "string" then
        assert.is_nil(value:find(key:sub(1, 12), 1, true))
      end
    end
    search(err)
    search(info)
    search(tostring(err))
    assert.equal(2048, #err.body)
  end)

  it("has all fields of info", function()
    local headers = {
      ["X-RateLimit-Limit"] = "600",
      ["X-RateLimit-Remaining"] = "599",
      ["X-RateLimit-Plan"] = "Starter",
      ["X-Request-Id"] = "req-2",
    }
    local text = wire.envelope({ id = "m1" }, { status = 201, message = "Done" })
    local route = server:route({ wire.answer(201, text, headers) })
    local value, err, info = calls.of.send.run(calls.client(route.base))
    assert.is_table(value)
    assert.is_nil(err)
    assert.is_true(info.elapsed > 0 and info.elapsed < 5)
    info.elapsed = nil
    assert.same({
      status = 201,
      status_code = 200,
      message = "Done",
      timestamp = "2026-05-12T10:00:00.000Z",
      attempts = 1,
      bytes = #text,
      credits = 1,
      request_id = "req-2",
      rate_limit = { limit = 600, remaining = 599, plan = "Starter" },
    }, info)
    local _, _, plain = calls.of.read.run(calls.client(server:route({ calls.of.read.answer }).base))
    assert.is_nil(plain.rate_limit)
  end)

  it("of a closed client is closed, and sends nothing", function()
    local route = server:route({ calls.of.read.answer })
    local client = calls.client(route.base)
    client:close()
    client:close()
    for _, effect in ipairs(calls.effects) do
      local value, err = calls.of[effect].run(client)
      assert.is_nil(value)
      assert.equal("closed", err.kind)
      local told
      calls.of[effect].run(client, nil, function(_, problem)
        told = problem.kind
      end)
      assert.is_nil(told)
      fansly.run()
      assert.equal("closed", told)
    end
    assert.same({}, route.requests())
  end)
end)
