-- Tasks: results and errors come out of wait, and nothing is lost on the way.

local calls = require("spec.support.calls")
local core = require("fansly.core")
local errors = require("fansly.error")
local fansly = require("fansly")
local recorder = require("spec.support.recorder")

describe("a task", function()
  local net

  before_each(function()
    net = recorder.new()
  end)

  after_each(function()
    fansly.run()
    fansly.on_error = nil
  end)

  it("gives what its function returned, to all who wait, as often as they do", function()
    local task = fansly.go(function(...)
      return select("#", ...), nil, ..., nil
    end, 1, nil, 3)
    assert.is_false(task.done)
    local inside = {}
    for i = 1, 3 do
      inside[i] = fansly.go(function()
        return select("#", task:wait()), (task:wait())
      end)
    end
    assert.equal(4, select("#", task:wait()))
    assert.same({ 3, nil, 1, nil }, { task:wait() })
    for i = 1, 3 do
      assert.same({ 4, 3 }, { inside[i]:wait() })
    end
    local late = fansly.go(function()
      return task:wait()
    end)
    assert.equal(3, (late:wait()))
    assert.is_true(task.done)
  end)

  it("keeps its error for wait: objects as they are, texts with where they came from", function()
    local object, client = {}, net:client()
    local cases = {
      {
        function()
          error(object)
        end,
        object,
      },
      {
        function()
          error(select(2, client.chats:mute(7)))
        end,
        "validation",
      },
      {
        function()
          for _ in client.chats:each({ max_items = 0 }) do
            error("unreachable")
          end
        end,
        "validation",
      },
      {
        function()
          error("broken")
        end,
        "task_spec%.lua:%d+: broken$",
      },
      {
        function()
          error("bare", 0)
        end,
        "^bare$",
      },
      { error, _VERSION == "Lua 5.5" and "^<no error object>$" or "^a task raised nil$" },
    }
    local reports = calls.reports(function()
      for _, case in ipairs(cases) do
        local value, err = fansly.go(case[1]):wait()
        assert.is_nil(value)
        if case[2] == "validation" then
          assert.is_true(errors.is(err))
          assert.equal("validation", err.kind)
        elseif type(case[2]) == "string" then
          assert.is_truthy(err:find(case[2]), err)
        else
          assert.equal(case[2], err)
        end
      end
      fansly.run()
    end)
    assert.same({}, reports)
  end)

  it("that fails is reported once, where nobody waits for it", function()
    local object = {}
    local kept = {}
    local reports = calls.reports(function(told)
      kept[1] = fansly.go(error, object)
      kept[2] = fansly.go(function()
        error("broken")
      end)
      assert.is_true(fansly.run())
      assert.equal(2, #told)
      fansly.run()
      fansly.step(0)
      assert.is_true(kept[1].done and kept[2].done)
      kept = nil
      collectgarbage()
      collectgarbage()
      fansly.step(0)
    end)
    assert.equal(2, #reports)
    assert.equal(object, reports[1])
    assert.is_truthy(reports[2]:find("task_spec%.lua:%d+: broken\n"))
    assert.is_truthy(reports[2]:find("stack traceback", 1, true))
  end)

  it("that failed while somebody waited for another one is still theirs", function()
    local reports = calls.reports(function()
      local function fail()
        error("x", 0)
      end
      local a, b, c = fansly.go(fail), fansly.go(fail), fansly.go(fansly.sleep, 0.02)
      c:wait()
      assert.same({ nil, "x" }, { a:wait() })
      local inside = fansly.go(function()
        fansly.sleep(0.01)
        return b:wait()
      end)
      fansly.run()
      assert.same({ nil, "x" }, { inside:wait() })
      fansly.all({ fansly.go(fail), fansly.go(fail) })
      fansly.run()
    end)
    assert.same({}, reports)
  end)

  it("that fails is reported once it is gone, in a program that is never idle", function()
    local ticking = fansly.go(fansly.sleep, 5)
    local reports = calls.reports(function(told)
      fansly.go(function()
        error("lost", 0)
      end)
      for _ = 1, 100 do
        fansly.step(0)
        collectgarbage()
        if told[1] then
          break
        end
      end
    end)
    assert.equal(1, #reports)
    assert.is_truthy(reports[1]:find("^lost"))
    ticking:cancel()
  end)

  it("that returns nil and an error has not failed", function()
    local client = net:client()
    local reports = calls.reports(function()
      fansly.go(function()
        return client.chats:mute(7)
      end)
      fansly.run()
    end)
    assert.same({}, reports)
  end)

  it("cannot wait for itself, nor for one that waits for it", function()
    local a, b, c, own
    own = fansly.go(function()
      return own:wait()
    end)
    local function chain(other)
      return function()
        return other():wait()
      end
    end
    a = fansly.go(chain(function()
      return b
    end))
    b = fansly.go(chain(function()
      return c
    end))
    c = fansly.go(chain(function()
      return a
    end))
    fansly.run()
    for _, task in ipairs({ own, a, b, c }) do
      local value, err = task:wait()
      assert.is_nil(value)
      assert.equal("validation", err.kind)
      assert.is_truthy(err.message:find("cannot wait for itself", 1, true))
    end
  end)

  it("cannot wait for itself in a coroutine of its own", function()
    local task
    task = fansly.go(function()
      return coroutine.wrap(function()
        return task:wait()
      end)()
    end)
    local _, err = task:wait()
    assert.equal("validation", err.kind)
  end)

  it("that waits for what can never happen says so", function()
    local client = net:client()
    local stuck, value, err
    stuck = fansly.go(function()
      return coroutine.wrap(function() -- waits in place; what is called meanwhile stands between the task and its end
        client.chats:list({}, function()
          value, err = stuck:wait()
        end)
        return client.chats:mute("7")
      end)()
    end)
    assert.is_true(fansly.run())
    assert.is_nil(value)
    assert.equal("validation", err.kind)
    assert.is_truthy(err.message:find("never happen", 1, true))
    assert.is_true(stuck.done)
  end)

  it("that somebody else resumes goes on waiting, and is told nothing that has not happened", function()
    local own, slept
    local function resume()
      assert.is_true((coroutine.resume(own, "not from here")))
      assert.is_nil(slept)
    end
    local other = fansly.go(function()
      fansly.sleep(0.02)
      resume() -- the other wait is over, too, but its task has not been told yet
    end)
    local task = fansly.go(function()
      own = coroutine.running()
      slept = fansly.sleep(0.02)
      return net:client().chats:mute("7")
    end)
    fansly.step(0)
    resume()
    core.sleep(0.03)
    assert(fansly.all({ other }))
    assert.same({}, { other:wait() })
    assert.equal(1, assert(task:wait()).ignoreFlags)
    assert.is_true(slept)
  end)

  it("has to be called with a colon", function()
    local task = fansly.go(function() end)
    for _, name in ipairs({ "wait", "cancel" }) do
      for _, bad in ipairs({ 1, {}, "x", net }) do
        local ok, problem = pcall(task[name], bad)
        assert.is_false(ok)
        assert.is_truthy(problem:find("with a colon, as in task:" .. name, 1, true))
      end
      assert.is_false((pcall(task[name])))
    end
    task:wait()
  end)

  it("that yields by itself gets a clear error, and ends", function()
    local started
    local values = {
      {
        start = function()
          started = true
        end,
      },
      "text",
      false,
    }
    for i = 1, 4 do
      local task = fansly.go(function()
        coroutine.yield(values[i])
        started = true
      end)
      local value, err = task:wait()
      assert.is_nil(value)
      assert.is_true(errors.is(err))
      assert.is_truthy(tostring(err):find("yielded by itself", 1, true))
    end
    assert.is_nil(started)
  end)

  it("may use coroutines of its own, in which calls wait in place", function()
    local client = recorder.new(recorder.list_of(3, 2)):client()
    local function numbers()
      return coroutine.wrap(function()
        for chat in client.chats:each() do
          coroutine.yield(chat.groupId)
        end
      end)
    end
    local function collect()
      local seen = {}
      for id in numbers() do
        seen[#seen + 1] = id
        fansly.sleep(0)
      end
      return table.concat(seen, " ")
    end
    local function outside()
      local seen = {}
      for id in numbers() do
        seen[#seen + 1] = id
      end
      return table.concat(seen, " ")
    end
    local expected = "g1 g2 g3 g4 g5 g6"
    assert.equal(expected, outside())
    local a, b = fansly.go(collect), fansly.go(collect)
    assert.equal(expected, (a:wait()))
    assert.equal(expected, (b:wait()))
  end)

  it("lets the others go on while it waits in place", function()
    local order = {}
    local a = fansly.go(function()
      coroutine.wrap(function()
        fansly.sleep(0.05)
      end)()
      order[#order + 1] = "a"
    end)
    local b = fansly.go(function()
      order[#order + 1] = "b"
    end)
    fansly.all({ a, b })
    assert.same({ "b", "a" }, order)
  end)

  it("may start tasks and wait for them, however deep", function()
    local function nest(depth)
      if depth == 0 then
        fansly.sleep(0)
        return 1
      end
      local left, right = fansly.go(nest, depth - 1), fansly.go(nest, depth - 1)
      return (left:wait()) + (right:wait())
    end
    assert.equal(64, (fansly.go(nest, 6):wait()))
  end)

  it("needs a function", function()
    for _, value in ipairs({ 1, "x", {}, false }) do
      local task, err = fansly.go(value)
      assert.is_nil(task)
      assert.equal("validation", err.kind)
      assert.equal("fn", err.field)
    end
    assert.is_nil((fansly.go()))
  end)

  it("may be waited for in a callback", function()
    local client, got = net:client(), nil
    local task = fansly.go(function()
      fansly.sleep(0.02)
      return client.chats:mute("u1")
    end)
    client.chats:mute("u2", function()
      got = task:wait()
    end)
    fansly.run()
    assert.equal(1, got.ignoreFlags)
  end)
end)

describe("fansly.sleep", function()
  it("waits, in the order of the times, inside a task and outside", function()
    local order = {}
    local function sleeper(seconds)
      assert.is_true(fansly.sleep(seconds))
      order[#order + 1] = seconds
    end
    for _, seconds in ipairs({ 0.03, 0.01, 0.02, 0 }) do
      fansly.go(sleeper, seconds)
    end
    local seconds = calls.timed(sleeper, 0.05)
    assert.is_true(seconds >= 0.049 and seconds < 0.3, seconds)
    assert.same({ 0, 0.01, 0.02, 0.03, 0.05 }, order)
  end)

  it("refuses what is no time", function()
    for _, value in ipairs({ -1, 0 / 0, math.huge, "1", {}, true }) do
      local slept, err = fansly.sleep(value)
      assert.is_nil(slept)
      assert.equal("validation", err.kind)
      assert.equal("seconds", err.field)
    end
    assert.is_nil((fansly.sleep()))
  end)
end)

describe("fansly.run", function()
  it("turns until nothing is pending, and never raises for a task", function()
    assert.is_true(fansly.run())
    local reports = calls.reports(function()
      fansly.go(error, "one")
      fansly.go(error, {})
      assert.is_true(fansly.run())
    end)
    assert.equal(2, #reports)
  end)
end)
