-- Calls that go on by themselves: one answer each, through the callback, never before the call has returned.

local calls = require("spec.support.calls")
local core = require("fansly.core")
local fansly = require("fansly")
local wire = require("spec.support.wire")

local GOOD = calls.of.read.answer

describe("a call with a callback", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  local function slow(effect, seconds)
    return { { "sleep", seconds }, calls.of[effect].answer[1] }
  end

  -- A call and all that its callback was told.
  local function start(effect, route, options)
    local told = {}
    local handle, err = calls.of[effect].run(calls.client(route.base, options), nil, function(value, problem, info)
      told[#told + 1] = { value = value, err = problem, info = info }
    end)
    assert.is_nil(err)
    assert.same({}, told)
    return handle, told
  end

  local function cancelled(told)
    assert.equal(1, #told)
    assert.is_nil(told[1].value)
    assert.equal("cancelled", told[1].err.kind)
    return told[1].err
  end

  it("gets its answer once, and is not called by another call that waits", function()
    local route = server:route({ GOOD })
    local _, told = start("read", route)
    assert(calls.of.read.run(calls.client(route.base)))
    assert(calls.of.read.run(calls.client(route.base)))
    assert.same({}, told)
    fansly.run()
    assert.equal(1, #told)
    assert.equal(1, #told[1].value.items)
    assert.equal(200, told[1].info.status)
    fansly.run()
    assert.equal(1, #told)
  end)

  it("that is cancelled at once sends nothing", function()
    for _, effect in ipairs(calls.effects) do
      local route = server:route({ calls.of[effect].answer })
      local handle, told = start(effect, route)
      assert.is_true(handle:cancel())
      assert.is_false(handle:cancel())
      assert.same({}, told)
      fansly.run()
      local err = cancelled(told)
      assert.is_false(err.maybe_sent)
      assert.same({}, route.requests())
      assert.equal(calls.of[effect].id, err.operation)
    end
  end)

  it("that is cancelled while the server works may have been executed", function()
    for _, effect in ipairs(calls.effects) do
      local route = server:route({ slow(effect, 3) })
      local handle, told = start(effect, route)
      assert.is_true(calls.step_until(function()
        return #route.requests() == 1
      end))
      assert.is_true(handle:cancel())
      assert.same({}, told)
      local seconds = calls.timed(fansly.run)
      assert.is_true(seconds < 0.5)
      local err = cancelled(told)
      assert.is_true(err.maybe_sent)
      assert.equal(1, err.attempts)
      assert.is_false(handle:cancel())
      fansly.run()
      assert.equal(1, #told)
    end
  end)

  it("that is cancelled in the middle of the answer may have been executed", function()
    local route = server:route({ { { "send", "HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n{" }, { "sleep", 3 } } })
    local handle, told = start("send", route)
    calls.step_until(function()
      return #route.requests() == 1
    end)
    for _ = 1, 10 do
      fansly.step(0.01)
    end
    handle:cancel()
    fansly.run()
    assert.is_true(cancelled(told).maybe_sent)
  end)

  it("that is cancelled between two attempts makes no further one", function()
    local maybe_sent = { read = true, idempotent = true, send = false }
    local running = {}
    for i, effect in ipairs(calls.effects) do
      local status = effect == "send" and 429 or 503
      local route = server:route({ wire.answer(status, "{}", { ["Retry-After"] = "0.4" }), calls.of[effect].answer })
      local handle, told = start(effect, route)
      running[i] = { effect = effect, route = route, handle = handle, told = told }
    end
    local deadline = core.now() + 0.2
    calls.step_until(function()
      return core.now() > deadline
    end)
    assert.equal(3, fansly.step(0))
    for _, each in ipairs(running) do
      assert.equal(1, #each.route.requests())
      assert.is_true(each.handle:cancel())
      assert.is_false(each.handle:cancel())
      assert.same({}, each.told)
    end
    fansly.run()
    deadline = core.now() + 0.5
    calls.step_until(function()
      return core.now() > deadline
    end)
    for _, each in ipairs(running) do
      local err = cancelled(each.told)
      assert.equal(maybe_sent[each.effect], err.maybe_sent)
      assert.equal(1, err.attempts)
      assert.equal(1, #each.route.requests())
    end
  end)

  it("that is cancelled in its second attempt remembers what the first may have done", function()
    local route = server:route({ { { "close" } }, slow("idempotent", 3) })
    local handle, told = start("idempotent", route)
    assert.is_true(calls.step_until(function()
      return #route.requests() == 2
    end))
    handle:cancel()
    fansly.run()
    local err = cancelled(told)
    assert.is_true(err.maybe_sent)
    assert.equal(2, err.attempts)
  end)

  it("keeps its answer when it is cancelled too late", function()
    local route = server:route({ GOOD })
    local handle, told = start("read", route)
    local client = calls.client(server:route({ { { "sleep", 0.2 }, GOOD[1] } }).base)
    assert(calls.of.read.run(client)) -- meanwhile the other is answered, too
    assert.same({}, told)
    assert.is_false(handle:cancel())
    fansly.run()
    assert.equal(1, #told)
    assert.equal(1, #told[1].value.items)
    assert.is_false(handle:cancel())
    fansly.run()
    assert.equal(1, #told)
  end)

  it("may be cancelled by another one's callback, or its own", function()
    local route = server:route({ GOOD })
    local other, told = start("read", server:route({ slow("read", 3) }))
    local own, results = nil, {}
    own = calls.of.read.run(calls.client(route.base), nil, function(page, err)
      results[#results + 1] = page or err
      assert.is_false(own:cancel())
      assert.is_true(other:cancel())
      assert.same({}, told)
    end)
    fansly.run()
    assert.equal(1, #results)
    assert.equal(1, #results[1].items)
    cancelled(told)
  end)

  it("may start further calls from its callback", function()
    local route = server:route({ GOOD })
    local client = calls.client(route.base)
    local count = 0
    local function again(page, err)
      assert(page, err)
      count = count + 1
      if count < 5 then
        calls.of.read.run(client, nil, again)
        assert(calls.of.read.run(client)) -- one that waits, inside a callback
      end
    end
    calls.of.read.run(client, nil, again)
    fansly.run()
    assert.equal(5, count)
    assert.equal(9, #route.requests())
  end)

  it("gets a validation error once, after the call has returned", function()
    local route = server:route({ GOOD })
    local client = calls.client(route.base)
    local told = {}
    local function callback(value, err)
      told[#told + 1] = { value = value, kind = err and err.kind }
    end
    local runs = {
      function()
        return client.chats:mute(7, callback)
      end,
      function()
        return client.chats:list({ nonsense = 1 }, callback)
      end,
      function()
        return client.chats:list({}, { timeout = -1 }, callback)
      end,
      function()
        return client.messages:send("c1", {}, callback)
      end,
      function()
        return client.messages:send_ppv("c1", { content = "x" }, callback)
      end,
      function()
        return client:call("no_such_operation", {}, callback)
      end,
      function()
        return client:request("TRACE", "/x", {}, callback)
      end,
    }
    for i, run in ipairs(runs) do
      local handle, err = run()
      assert.is_table(handle)
      assert.is_nil(err)
      assert.equal(i - 1, #told)
      assert.is_false(handle:cancel())
      fansly.run()
      assert.same({ kind = "validation" }, told[i])
    end
    assert.equal(#runs, #told)
    assert.same({}, route.requests())
  end)

  it("that fails before it is sent is told in the same way", function()
    local _, told = start("send", { base = "http://127.0.0.1:1" }, { max_retries = 0 })
    fansly.run()
    assert.equal(1, #told)
    assert.equal("network", told[1].err.kind)
    assert.is_false(told[1].err.maybe_sent)
  end)

  it("loses no answer when another callback fails", function()
    local route = server:route({ GOOD })
    local client = calls.client(route.base)
    local told, faults = 0, {}
    local on_error = fansly.on_error
    finally(function()
      fansly.on_error = on_error
    end)
    fansly.on_error = function(problem)
      faults[#faults + 1] = tostring(problem):match("callback %d failed")
    end
    for i = 1, 6 do
      client.chats:mute(i, function() -- wrong ids, so that all are told in one turn
        told = told + 1
        if i % 2 == 1 then
          error(("callback %d failed"):format(i), 0)
        end
      end)
    end
    fansly.run()
    assert.equal(6, told)
    assert.same({ "callback 1 failed", "callback 3 failed", "callback 5 failed" }, faults)
    assert.equal(0, fansly.step(0))
  end)
end)
