-- The end of time: of a connection, of a call, of a call with retries.

local calls = require("spec.support.calls")
local peers = require("spec.support.peers")
local wire = require("spec.support.wire")

-- A margin for slow machines; what is asked for is never cut short.
local LATE = 0.3

describe("the timeout", function()
  local server, others

  setup(function()
    server, others = wire.start(), peers.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
    others:stop()
  end)

  local function sleeping(effect, seconds)
    local answer = { { "sleep", seconds } }
    for _, action in ipairs(calls.of[effect].answer) do
      answer[#answer + 1] = action
    end
    return answer
  end

  local function ends_at(asked, effect, client, options)
    local seconds, value, err = calls.timed(calls.of[effect].run, client, options)
    assert.is_nil(value)
    assert.is_true(seconds >= asked - 0.002, ("after %.3f s"):format(seconds))
    assert.is_true(seconds < asked + LATE, ("after %.3f s"):format(seconds))
    assert.is_true(math.abs(err.elapsed - seconds) < 0.05)
    return err
  end

  it("ends a call that the server does not answer", function()
    for _, effect in ipairs(calls.effects) do
      local route = server:route({ sleeping(effect, 3) })
      local err = ends_at(0.2, effect, calls.client(route.base, { timeout = 0.2 }))
      assert.equal("timeout", err.kind)
      assert.is_true(err.maybe_sent)
      assert.equal(1, err.attempts)
      assert.is_nil(err.status)
      assert.equal(1, #route.requests())
    end
  end)

  it("ends a call whose answer dribbles in", function()
    local answer = { { "send", "HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n" } }
    for i = 1, 40 do
      answer[2 * i], answer[2 * i + 1] = { "send", " " }, { "sleep", 0.05 }
    end
    local err = ends_at(0.4, "send", calls.client(server:route({ answer }).base, { timeout = 0.4 }))
    assert.equal("timeout", err.kind)
    assert.equal(201, err.status)
    assert.is_true(err.maybe_sent)
  end)

  it("of one call stands above the client's", function()
    local route = server:route({ sleeping("read", 0.5) })
    local patient = calls.client(route.base, { timeout = 20 })
    assert.equal("timeout", ends_at(0.2, "read", patient, { timeout = 0.2 }).kind)
    local hasty = calls.client(route.base, { timeout = 0.1 })
    assert.is_truthy(calls.of.read.run(hasty, { timeout = 10 }))
  end)

  it("spans all attempts: the second has what the first left", function()
    local route = server:route({ { { "sleep", 0.2 }, wire.answer(503, "", { ["Retry-After"] = "0.2" })[1] }, sleeping("read", 5) })
    local err = ends_at(0.9, "read", calls.client(route.base, { timeout = 0.9 }))
    assert.equal("timeout", err.kind)
    assert.equal(2, err.attempts)
    assert.equal(2, #route.requests())
  end)

  it("is not waited for between attempts", function()
    local route = server:route({ wire.answer(503, "") })
    local client = calls.client(route.base, { timeout = 0.6, max_retries = 10 })
    local seconds, value, err = calls.timed(calls.of.read.run, client)
    assert.is_nil(value)
    assert.equal("server", err.kind)
    assert.is_true(seconds < 0.6 + LATE)
    assert.equal(#route.requests(), err.attempts)
    assert.is_true(err.attempts < 11)
  end)

  it("forbids a Retry-After that goes beyond it", function()
    for header, effect in pairs({ ["Retry-After"] = "send", ["X-RateLimit-Retry-After"] = "read" }) do
      local route = server:route({ wire.answer(429, "{}", { [header] = "5" }), calls.of[effect].answer })
      local seconds, value, err = calls.timed(calls.of[effect].run, calls.client(route.base, { timeout = 4 }))
      assert.is_nil(value)
      assert.is_true(seconds < 1)
      assert.equal("rate_limited", err.kind)
      assert.equal(5, err.retry_after)
      assert.equal(1, err.attempts)
      assert.equal(1, #route.requests())
    end
  end)

  it("to connect ends a connection that nobody accepts, as not sent", function()
    for _, effect in ipairs({ "read", "send" }) do
      local client = calls.client(others.full, { connect_timeout = 0.2, max_retries = 0 })
      local err = ends_at(0.2, effect, client)
      assert.equal("timeout", err.kind)
      assert.is_false(err.maybe_sent)
      assert.equal(1, err.attempts)
    end
  end)

  it("to connect is tried again, by a send once", function()
    local client = calls.client(others.full, { connect_timeout = 0.05, max_retries = 2 })
    assert.equal(3, select(2, calls.of.read.run(client)).attempts)
    local _, err = calls.of.send.run(client)
    assert.equal(2, err.attempts)
    assert.is_false(err.maybe_sent)
  end)

  it("of the call ends a connection too", function()
    local client = calls.client(others.full, { timeout = 0.3 })
    local err = ends_at(0.3, "send", client)
    assert.equal("timeout", err.kind)
    assert.is_false(err.maybe_sent)
  end)
end)
