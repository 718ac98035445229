-- Which failures are followed by another attempt, how often, and after which wait.

local calls = require("spec.support.calls")
local fansly = require("fansly")
local retry = require("fansly.retry")
local wire = require("spec.support.wire")

describe("retries over the wire", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  -- A failure that asks for no wait, so that the spec need not either; backoff still applies.
  local function failure(status, body)
    return wire.answer(status, body or "{}")
  end

  local function script_of(effect, ...)
    local script = { ... }
    script[#script + 1] = calls.of[effect].answer
    return script
  end

  it("repeat reads and idempotent calls until one succeeds", function()
    local done = 0
    for _, effect in ipairs({ "read", "idempotent" }) do
      local route = server:route(script_of(effect, failure(503), { { "close" } }))
      calls.of[effect].run(calls.client(route.base, { max_retries = 2 }), nil, function(value, err, info)
        assert(value, err)
        -- libcurl itself repeats a GET when a kept connection turns out to be dead, and nothing else
        assert.is_true(info.attempts == 3 or (effect == "read" and info.attempts == 2))
        assert.equal(3, #route.requests())
        done = done + 1
      end)
    end
    fansly.run()
    assert.equal(2, done)
  end)

  it("are the same request, byte for byte", function()
    local route = server:route(script_of("idempotent", failure(500)))
    assert(calls.of.idempotent.run(calls.client(route.base)))
    local raw = route.requests()
    assert.equal(2, #raw)
    assert.equal(raw[1], raw[2])
  end)

  it("end after max_retries", function()
    local ended = 0
    for retries = 0, 2 do
      local route = server:route({ failure(500) })
      calls.of.read.run(calls.client(route.base), { max_retries = retries }, function(value, err, info)
        assert.is_nil(value)
        assert.equal("server", err.kind)
        assert.equal(retries + 1, err.attempts)
        assert.equal(retries + 1, info.attempts)
        assert.equal(retries + 1, #route.requests())
        ended = ended + 1
      end)
    end
    fansly.run()
    assert.equal(3, ended)
  end)

  -- Calls at the same time, so that their waits add up to one; each is answered well at its second attempt.
  local function all_succeed(effect, failures)
    local done = 0
    for _, first in ipairs(failures) do
      local route = server:route(script_of(effect, first))
      calls.of[effect].run(calls.client(route.base, { max_retries = 1 }), nil, function(value, err, info)
        assert(value, err)
        assert.equal(2, info.attempts)
        assert.equal(2, #route.requests())
        done = done + 1
      end)
    end
    fansly.run()
    assert.equal(#failures, done)
  end

  it("follow what is temporary", function()
    local failures = {}
    for i, status in ipairs({ 408, 425, 429, 500, 502, 503, 504, 520 }) do
      failures[i] = failure(status)
    end
    all_succeed("read", failures)
    all_succeed("idempotent", failures)
  end)

  it("do not follow what will not change", function()
    for _, status in ipairs({ 301, 400, 401, 402, 403, 404, 405, 409, 410, 413, 422, 501, 505 }) do
      for _, effect in ipairs(calls.effects) do
        local route = server:route(script_of(effect, failure(status)))
        local _, err = calls.of[effect].run(calls.client(route.base))
        assert.equal(status, err.status)
        assert.equal(1, err.attempts)
        assert.equal(1, #route.requests())
      end
    end
  end)

  it("follow a temporary failure inside the answer of a read", function()
    local failures = {}
    for i, inner in ipairs({ 429, 500, 503 }) do
      failures[i] = failure(200, wire.envelope("null", { inner = inner, success = false }))
    end
    all_succeed("read", failures)
    all_succeed("idempotent", failures)
    for _, inner in ipairs({ 400, 404 }) do
      local route = server:route({ failure(200, wire.envelope("null", { inner = inner, success = false })) })
      assert.equal(1, select(2, calls.of.read.run(calls.client(route.base))).attempts)
    end
  end)

  it("follow an unreadable answer of a read once", function()
    local route = server:route({ failure(200, "<html>") })
    local _, err = calls.of.read.run(calls.client(route.base, { max_retries = 5 }))
    assert.equal("protocol", err.kind)
    assert.equal(2, err.attempts)
  end)

  it("do not follow an answer that is too large", function()
    local route = server:route({ failure(200, (" "):rep(2000)) })
    local _, err = calls.of.read.run(calls.client(route.base, { max_body = 1000 }))
    assert.equal("limit", err.kind)
    assert.equal(1, err.attempts)
  end)

  it("wait as long as the larger of the two headers says", function()
    local busy = wire.answer(503, "{}", { ["Retry-After"] = "0.6", ["X-RateLimit-Retry-After"] = "0.1" })
    local route = server:route(script_of("read", busy))
    local seconds, page = calls.timed(calls.of.read.run, calls.client(route.base))
    assert.is_table(page)
    assert.is_true(seconds >= 0.6 and seconds < 1.5)
  end)

  it("do not hide that an earlier attempt may have been executed", function()
    -- executed, then broken; the second attempt is refused, which says nothing about the first
    local route = server:route({ { { "close" } }, failure(403) })
    local value, err = calls.of.idempotent.run(calls.client(route.base))
    assert.is_nil(value)
    assert.equal("forbidden", err.kind)
    assert.equal(2, err.attempts)
    assert.is_true(err.maybe_sent)
  end)
end)

describe("the retry policy #quick", function()
  local function delay(fields, outcome, effect, retries, most, more)
    more = more or {}
    return retry.delay({
      err = fields,
      outcome = outcome,
      effect = effect,
      retries = retries or 0,
      max_retries = most or 2,
      remaining = more.remaining or math.huge,
      budget = more.budget or retry.new_budget(),
    })
  end

  it("does not wait beyond the time that the call has left", function()
    local limited = { kind = "rate_limited", status = 429, retry_after = 10 }
    assert.is_nil(delay(limited, "refused", "read", 0, 2, { remaining = 9 }))
    assert.is_number(delay(limited, "refused", "read", 0, 2, { remaining = 12 }))
  end)

  it("has ten further attempts to spend, and earns one with every ten calls that succeed", function()
    local budget = retry.new_budget()
    local broken = { kind = "network" }
    for _ = 1, 10 do
      assert.is_number(delay(broken, "maybe_sent", "read", 0, 2, { budget = budget }))
    end
    assert.is_nil(delay(broken, "maybe_sent", "read", 0, 2, { budget = budget }))
    assert.is_nil(delay(broken, "maybe_sent", "send", 0, 2, { budget = budget, remaining = 0 }))
    for _ = 1, 11 do
      retry.earn(budget)
    end
    assert.is_number(delay(broken, "maybe_sent", "read", 0, 2, { budget = budget }))
    assert.is_nil(delay(broken, "maybe_sent", "read", 0, 2, { budget = budget }))
    for _ = 1, 1000 do
      retry.earn(budget)
    end
    assert.equal(10, budget.left)
  end)

  it("spends nothing on a wait that is not granted", function()
    local budget = retry.new_budget()
    delay({ kind = "network" }, "maybe_sent", "read", 0, 2, { budget = budget, remaining = 0 })
    delay({ kind = "rate_limited", retry_after = 3600 }, "refused", "read", 0, 2, { budget = budget })
    delay({ kind = "auth" }, "refused", "read", 0, 2, { budget = budget })
    assert.equal(10, budget.left)
  end)

  it("lets a send be repeated when it is not sent, once, or refused by a rate limit", function()
    assert.is_number(delay({ kind = "network" }, "not_sent", "send"))
    assert.is_nil(delay({ kind = "network" }, "not_sent", "send", 1, 5))
    assert.is_number(delay({ kind = "rate_limited", status = 429 }, "refused", "send", 4, 5))
    for _, kind in ipairs({ "network", "timeout", "server", "protocol", "limit", "tls", "memory", "cancelled", "api" }) do
      assert.is_nil(delay({ kind = kind, status = 500 }, "maybe_sent", "send"))
    end
  end)

  it("never waits less than asked, nor longer than a minute", function()
    for _ = 1, 1000 do
      local wait = delay({ kind = "rate_limited", status = 429, retry_after = 10 }, "refused", "read")
      assert.is_true(wait >= 10 and wait <= 11)
    end
    assert.is_number(delay({ kind = "rate_limited", status = 429, retry_after = 60 }, "refused", "read"))
    assert.is_nil(delay({ kind = "rate_limited", status = 429, retry_after = 61 }, "refused", "read"))
  end)

  it("spreads its waits over the whole backoff, which doubles up to its cap", function()
    for retries, most in pairs({ [0] = 0.5, [1] = 1, [2] = 2, [9] = 20 }) do
      local low, high, sum = math.huge, 0, 0
      for _ = 1, 2000 do
        local wait = delay({ kind = "network" }, "maybe_sent", "read", retries, 10)
        low, high, sum = math.min(low, wait), math.max(high, wait), sum + wait
      end
      assert.is_true(low >= 0 and low < 0.05 * most)
      assert.is_true(high <= most and high > 0.95 * most)
      assert.is_true(math.abs(sum / 2000 / most - 0.5) < 0.05)
    end
  end)
end)
