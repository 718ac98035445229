-- Tasks that are cancelled, at every stage of their calls: at once, and with an error that tells whether a server may have acted.

local calls = require("spec.support.calls")
local core = require("fansly.core")
local fansly = require("fansly")
local wire = require("spec.support.wire")

local function slow(seconds, answer)
  return { { "sleep", seconds }, answer[1] }
end

describe("a task that is cancelled", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  -- Cancels, which may not take long, and gives the error.
  local function cancel(task)
    local seconds, was_under_way = calls.timed(task.cancel, task)
    assert.is_true(was_under_way)
    assert.is_true(seconds < 0.1, seconds)
    assert.is_false(task:cancel())
    local waited, value, err = calls.timed(task.wait, task)
    assert.is_true(waited < 0.3, waited)
    assert.is_nil(value)
    assert.equal("cancelled", err.kind)
    assert.is_false(task:cancel())
    local _, again = task:wait()
    assert.equal(err, again)
    return err
  end

  local function sender(route, more)
    local client = calls.client(route.base)
    return fansly.go(function()
      local value, err = calls.of.send.run(client, more)
      return "went on", value, err
    end)
  end

  it("before it began does nothing", function()
    local route = server:route({ calls.of.send.answer })
    assert.is_false(cancel(sender(route)).maybe_sent)
    fansly.run()
    assert.same({}, route.requests())
  end)

  it("before its request went out sends nothing", function()
    local route = server:route({ calls.of.send.answer })
    local task = sender(route)
    fansly.step(0) -- hands it to the engine, and no more
    assert.is_false(cancel(task).maybe_sent)
    fansly.run()
    assert.same({}, route.requests())
  end)

  it("while the server works may have sent", function()
    local route = server:route({ slow(3, calls.of.send.answer) })
    local task = sender(route)
    assert.is_true(calls.step_until(function()
      return #route.requests() == 1
    end))
    assert.is_true(cancel(task).maybe_sent)
    assert.equal(0, fansly.step(0))
  end)

  it("between two attempts makes no further one", function()
    local route = server:route({ wire.answer(429, "{}", { ["Retry-After"] = "5" }), calls.of.send.answer })
    local task = sender(route)
    calls.step_until(function()
      return #route.requests() == 1
    end)
    local deadline = core.now() + 0.1
    calls.step_until(function()
      return core.now() > deadline
    end)
    assert.is_false(cancel(task).maybe_sent)
    assert.equal(0, fansly.step(0))
    assert.equal(1, #route.requests())
  end)

  it("after its answer came, but before it went on, may have sent", function()
    for effect, acted in pairs({ send = true, idempotent = true, read = false }) do
      local client = calls.client(server:route({ calls.of[effect].answer }).base)
      local task, went_on
      task = fansly.go(function()
        calls.of[effect].run(client)
        went_on = true
      end)
      local other = calls.client(server:route({ slow(0.2, calls.of.read.answer) }).base)
      fansly.step(0)
      assert(calls.of.read.run(other)) -- meanwhile the task's call is answered, too
      local reports = calls.reports(function()
        assert.equal(acted, cancel(task).maybe_sent)
        fansly.run()
      end)
      assert.same({}, reports)
      assert.is_nil(went_on)
    end
  end)

  it("remembers the sends that it made before", function()
    local client = calls.client(server:route({ calls.of.send.answer, slow(3, calls.of.read.answer) }).base)
    local task = fansly.go(function()
      assert(calls.of.send.run(client))
      fansly.sleep(5)
    end)
    calls.step_until(function()
      return task.awaiting and task.awaiting.seconds
    end)
    assert.is_true(cancel(task).maybe_sent)
  end)

  it("in a for loop ends there", function()
    local first = wire.answer(200, wire.envelope({ data = { { groupId = "g1" } } }, { cursor = "c1" }))
    local route = server:route({ first, slow(3, calls.of.read.answer) })
    local client = calls.client(route.base)
    local seen, after = 0, nil
    local task = fansly.go(function()
      for _ in client.chats:each() do
        seen = seen + 1
      end
      after = true
    end)
    local canceller = fansly.go(function()
      while #route.requests() < 2 do
        fansly.sleep(0.01)
      end
      return task:cancel()
    end)
    local reports = calls.reports(function()
      local seconds = calls.timed(fansly.all, { task, canceller })
      assert.is_true(seconds < 1, seconds)
      local _, err = task:wait()
      assert.equal("cancelled", err.kind)
      fansly.run()
    end)
    assert.same({}, reports)
    assert.is_true(canceller:wait())
    assert.equal(1, seen)
    assert.is_nil(after)
    assert.equal(0, fansly.step(0))
  end)

  it("ends all that fansly.map does for it", function()
    local route = server:route({ slow(3, calls.of.send.answer) })
    local client = calls.client(route.base)
    local task = fansly.go(fansly.map, { 1, 2, 3, 4, 5, 6 }, function()
      return calls.of.send.run(client)
    end, { concurrency = 3 })
    assert.is_true(calls.step_until(function()
      return #route.requests() == 3
    end))
    assert.is_true(cancel(task).maybe_sent)
    fansly.run()
    assert.equal(3, #route.requests())
  end)
end)

describe("a task that calls nobody", function()
  it("may be cancelled while it waits in place", function()
    local gone_on
    local task = fansly.go(function()
      coroutine.wrap(function()
        fansly.sleep(5)
      end)()
      fansly.sleep(5)
      gone_on = true
    end)
    fansly.go(function()
      assert(task:cancel())
    end)
    local reports = calls.reports(function()
      local seconds, _, err = calls.timed(task.wait, task)
      assert.is_true(seconds < 0.5, seconds)
      assert.equal("cancelled", err.kind)
      fansly.run()
    end)
    assert.same({}, reports)
    assert.is_nil(gone_on)
  end)

  it("may cancel itself, and what went wrong then is not lost", function()
    local function cancelled(finish)
      local task
      task = fansly.go(function()
        assert(task:cancel())
        assert(not task:cancel())
        return finish()
      end)
      local value, err = task:wait()
      assert.is_nil(value)
      assert.equal("cancelled", err.kind)
    end
    local reports = calls.reports(function()
      cancelled(function()
        return "a value"
      end)
      cancelled(function()
        fansly.sleep(0)
      end)
      cancelled(function()
        coroutine.wrap(function()
          fansly.sleep(3)
        end)()
      end)
    end)
    assert.same({}, reports)
    reports = calls.reports(function()
      cancelled(function()
        error("lost?", 0)
      end)
    end)
    assert.same({ "lost?" }, reports)
  end)

  it("may be cancelled from a coroutine of its own", function()
    local task
    task = fansly.go(function()
      coroutine.wrap(function()
        assert(task:cancel())
      end)()
      fansly.sleep(0)
      error("went on")
    end)
    local _, err = task:wait()
    assert.equal("cancelled", err.kind)
  end)

  it("that waits for another one leaves that alone when it is cancelled", function()
    local other = fansly.go(function()
      fansly.sleep(0.03)
      return "done"
    end)
    local waiting = fansly.go(function()
      return other:wait()
    end)
    fansly.step(0)
    assert.is_true(waiting:cancel())
    local _, err = waiting:wait()
    assert.equal("cancelled", err.kind)
    assert.equal("done", (other:wait()))
  end)

  it("runs what is to be closed when it ends early", function()
    if not rawget(coroutine, "close") then
      return -- before Lua 5.4
    end
    local chunk = assert(rawget(_G, "load")([[
      local sleep, note = ...
      local guard <close> = setmetatable({}, { __close = function(_, problem) note(problem) end })
      sleep(3)
      error("raised", 0)
    ]]))
    local noted = {}
    local function note(problem)
      noted[#noted + 1] = problem or "no problem"
    end
    local task = fansly.go(chunk, fansly.sleep, note)
    fansly.step(0)
    task:cancel()
    assert.same({ "no problem" }, noted)
    local function sleep_not() end
    local _, err = fansly.go(chunk, sleep_not, note):wait()
    assert.equal("raised", err)
    assert.same({ "no problem", "raised" }, noted)
    local reports = calls.reports(function()
      local bad = fansly.go(chunk, fansly.sleep, function()
        error("while it closed", 0)
      end)
      fansly.step(0)
      bad:cancel()
    end)
    assert.same({ "while it closed" }, reports)
  end)
end)
