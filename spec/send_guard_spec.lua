-- At most once: what breaks where, the server's own ledger of executed requests beside what the caller is told.

local calls = require("spec.support.calls")
local fansly = require("fansly")
local wire = require("spec.support.wire")

local GOOD = calls.of.send.answer

describe("a send", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  -- Kept connections to the server, idle.
  local function idle_connections(client, count)
    for _ = 1, count do
      calls.of.read.run(client, nil, function(page, err)
        assert(page, err)
      end)
    end
    fansly.run()
  end

  local breaks = {
    { name = "ends the connection without an answer", { "close" } },
    { name = "resets the connection without an answer", { "reset" } },
    { name = "ends the connection in the status line", { "send", "HTTP/1.1 2" }, { "close" } },
    { name = "resets the connection in the status line", { "send", "HTTP/1.1 2" }, { "sleep", 0.02 }, { "reset" } },
    { name = "ends the connection after 100 Continue", { "send", "HTTP/1.1 100 Continue\r\n\r\n" }, { "close" } },
    { name = "resets the connection in the headers", { "send", "HTTP/1.1 201 Created\r\nX: " }, { "sleep", 0.02 }, { "reset" } },
  }

  for _, answer in ipairs(breaks) do
    for _, idle in ipairs({ 0, 1, 4 }) do
      it(("is executed once when the server %s, with %d idle connections"):format(answer.name, idle), function()
        local slow = wire.answer(200, wire.envelope({ data = { { groupId = "g1" } } }))
        table.insert(slow, 1, { "sleep", 0.02 })
        local script = {}
        for i = 1, idle do
          script[i] = slow
        end
        script[idle + 1], script[idle + 2] = answer, GOOD
        local route = server:route(script)
        local client = calls.client(route.base)
        idle_connections(client, idle)
        local value, err, info = client.messages:send("c1", { content = "hi" })
        assert.is_nil(value)
        assert.equal("network", err.kind)
        assert.is_true(err.maybe_sent)
        assert.equal(1, err.attempts)
        assert.equal(1, info.attempts)
        assert.equal(idle + 1, #route.requests())
        assert.same({}, route.partials())
        assert.equal(idle > 0 and idle or 0, #route.connections() - 1)
      end)
    end
  end

  it("is executed once for each of several that break at the same time", function()
    local route = server:route({ { { "sleep", 0.05 }, { "close" } } })
    local client = calls.client(route.base)
    local kinds = {}
    for i = 1, 10 do
      client.messages:send("c" .. i, { content = "hi" }, function(_, err)
        kinds[i] = err.kind .. tostring(err.maybe_sent)
      end)
    end
    fansly.run()
    local seen = {}
    for _, raw in ipairs(route.requests()) do
      local chat = wire.parse(raw).target:match("chats/(c%d+)/")
      assert.is_nil(seen[chat])
      seen[chat] = true
    end
    for i = 1, 10 do
      assert.equal("networktrue", kinds[i])
      assert.is_true(seen["c" .. i])
    end
  end)

  it("of another kind is guarded too: a group, and what has no row", function()
    local route = server:route({ { { "close" } } })
    local client = calls.client(route.base)
    local runs = {
      function()
        return client.chats:create_group({ users = { "1", "2" } })
      end,
      function()
        return client:call("send_message", { chat_id = "c1", content = "hi" })
      end,
      function()
        return client.messages:send_ppv("c1", { content = "hi", media = "m1", price = 5 })
      end,
      function()
        return client:request("POST", "/{account_id}/new", { body = { a = 1 } })
      end,
      function()
        return client:request("POST", "/{account_id}/new")
      end,
      function()
        return client:request("DELETE", "/{account_id}/new/{id}", { path = { id = "1" } })
      end,
      function()
        return client:request("PUT", "/{account_id}/new", { body = { a = 1 } })
      end,
    }
    for i, run in ipairs(runs) do
      local value, err = run()
      assert.is_nil(value)
      assert.equal("network", err.kind)
      assert.is_true(err.maybe_sent)
      assert.equal(1, err.attempts)
      assert.equal(i, #route.requests())
    end
  end)

  it("that never left is tried once more, and told as not sent", function()
    for retries, attempts in pairs({ [0] = 1, [1] = 2, [5] = 2 }) do
      local client = calls.client("http://127.0.0.1:1", { max_retries = retries })
      local value, err, info = client.messages:send("c1", { content = "hi" })
      assert.is_nil(value)
      assert.equal("network", err.kind)
      assert.is_false(err.maybe_sent)
      assert.equal(attempts, err.attempts)
      assert.equal(attempts, info.attempts)
    end
  end)

  it("whose body did not leave whole is told as not sent, and tried once more", function()
    local cut = { { "reset" }, after = 10 }
    local content = { content = ("0123456789abcdef"):rep(3 * 2 ^ 18) }
    local route = server:route({ cut })
    local value, err = calls.client(route.base).messages:send("c1", content)
    assert.is_nil(value)
    assert.equal("network", err.kind)
    assert.is_false(err.maybe_sent)
    assert.equal(2, err.attempts)
    assert.same({}, route.requests())
    assert.equal(2, #route.partials())

    local second = server:route({ cut, GOOD })
    local sent, _, info = calls.client(second.base).messages:send("c1", content)
    assert.equal("m1", sent.id)
    assert.equal(2, info.attempts)
    assert.equal(1, #second.requests())
  end)

  it("whose body left whole may have been sent, though the server cut it off", function()
    local route = server:route({ { { "reset" }, after = 10 } })
    local value, err = calls.client(route.base).messages:send("c1", { content = ("x"):rep(1000) })
    assert.is_nil(value)
    assert.is_true(err.maybe_sent)
    assert.equal(1, err.attempts)
    assert.equal(1, #route.partials() + #route.requests())
  end)

  it("that is refused before its body is read is told as refused", function()
    local early = wire.answer(413, '{"message":"too large"}', { Connection = "close" })
    early.after = 10
    local route = server:route({ early })
    local value, err = calls.client(route.base).messages:send("c1", { content = ("x"):rep(2000) })
    assert.is_nil(value)
    assert.equal("api", err.kind)
    assert.equal(413, err.status)
    assert.is_false(err.maybe_sent)
  end)

  it("is tried again after an outer 429 alone", function()
    local limited = wire.answer(429, "{}", { ["Retry-After"] = "0.1", ["X-RateLimit-Retry-After"] = "0.2" })
    local route = server:route({ limited, GOOD })
    local seconds, value, _, info = calls.timed(calls.of.send.run, calls.client(route.base))
    assert.equal("m1", value.id)
    assert.equal(2, info.attempts)
    assert.equal(2, #route.requests())
    assert.is_true(seconds >= 0.2)
  end)

  for _, status in ipairs({ 408, 409, 425, 500, 502, 503, 504, 520, 524 }) do
    it(("is not tried again after %d"):format(status), function()
      local route = server:route({ wire.answer(status, "{}", { ["Retry-After"] = "0" }), GOOD })
      local value, err = calls.of.send.run(calls.client(route.base))
      assert.is_nil(value)
      assert.equal(status, err.status)
      assert.equal(1, err.attempts)
      assert.is_true(err.maybe_sent)
      assert.equal(1, #route.requests())
    end)
  end

  it("is not tried again after a failure inside the answer", function()
    for _, inner in ipairs({ 429, 500, 503 }) do
      local route = server:route({ wire.answer(201, wire.envelope("null", { inner = inner, success = false })), GOOD })
      local value, err = calls.of.send.run(calls.client(route.base))
      assert.is_nil(value)
      assert.equal("api", err.kind)
      assert.equal(inner, err.code)
      assert.equal(1, #route.requests())
    end
  end)

  it("leaves a connection that serves reads afterwards", function()
    local route = server:route({ GOOD, calls.of.read.answer })
    local client = calls.client(route.base)
    assert(calls.of.send.run(client))
    assert(calls.of.read.run(client))
    local numbers = route.connections()
    assert.equal(numbers[1], numbers[2])
  end)
end)
