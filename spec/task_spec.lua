-- Tasks: the same calls yield inside them, results and errors come out of wait, and nothing is lost on the way.

local calls = require("spec.support.calls")
local core = require("fansly.core")
local errors = require("fansly.error")
local fansly = require("fansly")
local recorder = require("spec.support.recorder")
local wire = require("spec.support.wire")

local PUC_51 = _VERSION == "Lua 5.1" and not rawget(_G, "jit")

local function slow(seconds, answer)
  return { { "sleep", seconds }, answer[1] }
end

-- What fansly.on_error is told while a function runs.
local function told_while(action)
  local told = {}
  fansly.on_error = function(problem)
    told[#told + 1] = problem
  end
  local ok, problem = pcall(action, told)
  fansly.on_error = nil
  assert(ok, problem)
  return told
end

local function problem_of(action)
  local ok, problem = pcall(action)
  assert.is_false(ok)
  return problem
end

describe("tasks over the wire", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  it("wait for their calls at the same time", function()
    local route = server:route({ slow(0.2, calls.of.read.answer) })
    local client = calls.client(route.base)
    local tasks = {}
    for i = 1, 10 do
      tasks[i] = fansly.go(function()
        local page, err, info = client.chats:list()
        return page and #page.items, err, info and info.status
      end)
    end
    local seconds = calls.timed(fansly.all, tasks)
    assert.is_true(seconds >= 0.19 and seconds < 1, seconds)
    for i = 1, 10 do
      assert.same({ 1, nil, 200 }, { tasks[i]:wait() })
    end
    assert.equal(10, #route.requests())
  end)

  it("each wait for their own calls in turn, and calls outside block", function()
    local route = server:route({ slow(0.1, calls.of.send.answer) })
    local client = calls.client(route.base)
    local order = {}
    local function work(name)
      for i = 1, 2 do
        assert(calls.of.send.run(client))
        order[#order + 1] = name .. i
      end
    end
    local a, b = fansly.go(work, "a"), fansly.go(work, "b")
    assert.same({}, order)
    local seconds = calls.timed(fansly.run)
    assert.is_true(a.done and b.done)
    assert.is_true(seconds >= 0.19 and seconds < 0.8, seconds)
    table.sort(order)
    assert.same({ "a1", "a2", "b1", "b2" }, order)
    seconds = calls.timed(function()
      work("c")
    end)
    assert.is_true(seconds >= 0.19)
  end)

  it("iterate over pages while others do", function()
    local function page(number)
      local chats = { { groupId = "g" .. number } }
      return slow(0.1, wire.answer(200, wire.envelope({ data = chats }, { cursor = number < 3 and "c" .. number or nil })))
    end
    local tasks, seen = {}, {}
    for i = 1, 4 do
      local client = calls.client(server:route({ page(1), page(2), page(3) }).base)
      tasks[i] = fansly.go(function()
        seen[i] = {}
        for chat in client.chats:each() do
          table.insert(seen[i], chat.groupId)
        end
        for each in client.chats:pages({ max_pages = 1 }) do
          table.insert(seen[i], #each.items)
        end
      end)
    end
    local seconds = calls.timed(fansly.all, tasks)
    for i = 1, 4 do
      assert.same({ "g1", "g2", "g3", 1 }, seen[i])
    end
    -- On Lua 5.1 an iterator waits in place, so that the first to wait may be the last to go on.
    assert.is_true(seconds < (PUC_51 and 1.6 or 1.2), seconds)
  end)

  it("send nothing where no yield is possible", function()
    local route = server:route({ calls.of.send.answer })
    local client = calls.client(route.base)
    local function send()
      return calls.of.send.run(client)
    end
    local places = {
      function()
        table.sort({ 3, 1, 2 }, send)
      end,
      function()
        return (("x"):gsub("x", send))
      end,
      PUC_51 and send or nil,
    }
    for _, place in ipairs(places) do
      local task = fansly.go(function()
        local ok, problem = pcall(place)
        assert(not ok)
        return problem
      end)
      assert.is_truthy(tostring(task:wait()):find("yield"))
      fansly.run()
      assert.same({}, route.requests())
      assert.is_nil(next(client.session.calls))
    end
    local after = fansly.go(function()
      pcall(table.sort, { 3, 1, 2 }, send)
      return send()
    end)
    assert(after:wait())
    assert.equal(1, #route.requests())
  end)

  it("may call inside pcall, where the Lua can yield there", function()
    local client = calls.client(server:route({ calls.of.read.answer }).base)
    local task = fansly.go(function()
      local ok, page = pcall(client.chats.list, client.chats)
      return ok, not PUC_51 and #page.items
    end)
    assert.same({ not PUC_51, not PUC_51 and 1 }, { task:wait() })
  end)
end)

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
    local client, task = calls.client(route.base), nil
    task = fansly.go(function()
      fansly.go(function()
        task:cancel()
      end)
      return calls.of.send.run(client)
    end)
    local _, err = task:wait()
    assert.equal("cancelled", err.kind)
    assert.is_false(err.maybe_sent)
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
      local reports = told_while(function()
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
    local reports = told_while(function()
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
      { error, nil },
    }
    local reports = told_while(function()
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
    local reports = told_while(function(told)
      kept[1] = fansly.go(error, object)
      kept[2] = fansly.go(function()
        error("broken")
      end)
      assert.is_true(fansly.run())
      assert.equal(2, #told)
      fansly.run()
      fansly.step(0)
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
    local reports = told_while(function()
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
    local ticking = fansly.go(fansly.sleep, 60)
    local reports = told_while(function(told)
      fansly.go(error, "lost")
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
    local reports = told_while(function()
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
    local other
    local stuck = fansly.go(function()
      other = fansly.go(function() end)
      return other:wait()
    end)
    fansly.step(0)
    other.start = function() end -- a host that forgets
    local value, err = stuck:wait()
    assert.is_nil(value)
    assert.equal("validation", err.kind)
    assert.is_truthy(err.message:find("never happen", 1, true))
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
    local reports = told_while(function()
      local seconds, _, err = calls.timed(task.wait, task)
      assert.is_true(seconds < 0.5, seconds)
      assert.equal("cancelled", err.kind)
      fansly.run()
    end)
    assert.same({}, reports)
    assert.is_nil(gone_on)
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
    local reports = told_while(function()
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
    reports = told_while(function()
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
    local make = rawget(_G, "load")
    local chunk = make and make([[
      local sleep, note = ...
      local guard <close> = setmetatable({}, { __close = function(_, problem) note(problem) end })
      sleep(3)
      error("raised", 0)
    ]])
    if not chunk then
      return -- before Lua 5.4
    end
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
    local reports = told_while(function()
      local bad = fansly.go(chunk, fansly.sleep, function()
        error("while it closed", 0)
      end)
      fansly.step(0)
      bad:cancel()
    end)
    assert.same({ "while it closed" }, reports)
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

describe("fansly.all", function()
  it("answers its tasks when all are done, inside a task and outside", function()
    local function some()
      local tasks = {}
      for i = 1, 5 do
        tasks[i] = fansly.go(fansly.sleep, 0.01 * i)
      end
      assert.equal(tasks, fansly.all(tasks))
      for i = 1, 5 do
        assert.is_true(tasks[i].done)
      end
      return true
    end
    assert.is_true(some())
    assert.is_true((fansly.go(some):wait()))
    assert.same({}, fansly.all({}))
  end)

  it("refuses what is no list of tasks", function()
    for _, value in ipairs({ 1, "x", false, { 1 }, { {} }, { fansly.go(fansly.sleep, 0), "x" } }) do
      local tasks, err = fansly.all(value)
      assert.is_nil(tasks)
      assert.equal("validation", err.kind)
      assert.equal("tasks", err.field)
    end
    assert.is_nil((fansly.all()))
    fansly.run()
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
    local reports = told_while(function()
      fansly.go(error, "one")
      fansly.go(error, {})
      assert.is_true(fansly.run())
    end)
    assert.equal(2, #reports)
    assert.is_string(problem_of(error))
  end)
end)
