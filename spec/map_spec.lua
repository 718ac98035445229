-- fansly.map: a list worked on by so many tasks at a time.

local calls = require("spec.support.calls")
local fansly = require("fansly")
local recorder = require("spec.support.recorder")
local wire = require("spec.support.wire")

-- Counts how many entries are worked on at the same time.
local function new_gauge()
  local gauge = { now = 0, most = 0, begun = {} }
  function gauge.work(entry, place)
    gauge.now = gauge.now + 1
    gauge.most = math.max(gauge.most, gauge.now)
    table.insert(gauge.begun, place)
    fansly.sleep(0.001 * (entry % 3))
    gauge.now = gauge.now - 1
    return entry * 10
  end
  return gauge
end

local function range(count)
  local list = {}
  for i = 1, count do
    list[i] = i
  end
  return list
end

describe("fansly.map", function()
  after_each(function()
    fansly.run()
  end)

  it("gives the results in the order of the list, inside a task and outside", function()
    local function some()
      local results, problems = fansly.map(range(20), new_gauge().work)
      for i = 1, 20 do
        assert.equal(i * 10, results[i])
      end
      assert.equal(20, #results)
      assert.same({}, problems)
      return true
    end
    assert.is_true(some())
    assert.is_true((fansly.go(some):wait()))
  end)

  it("works on as many at a time as it may, and never on more", function()
    for concurrency, most in pairs({ [1] = 1, [2] = 2, [5] = 5, [20] = 20, [1000] = 20 }) do
      local gauge = new_gauge()
      fansly.map(range(20), gauge.work, { concurrency = concurrency })
      assert.equal(most, gauge.most)
      assert.same(range(20), gauge.begun)
    end
    local gauge = new_gauge()
    fansly.map(range(20), gauge.work)
    assert.equal(8, gauge.most)
  end)

  it("has no more requests under way than it may", function()
    local net = recorder.new()
    local client, most = net:client(), 0
    local step = net.step
    function net:step()
      most = math.max(most, #self.waiting)
      return step(self)
    end
    local results = fansly.map(range(30), function(i)
      return client.messages:send("c" .. i, { content = "hi" })
    end, { concurrency = 3 })
    assert.equal(30, #results)
    assert.equal(30, net.count)
    assert.equal(3, most)
  end)

  it("hands each entry and its place over, and keeps errors by place", function()
    local object = { kind = "mine" }
    local reports = calls.reports(function()
      local results, problems = fansly.map({ "a", "b", "c", "d", "e" }, function(entry, place)
        if entry == "b" then
          error(object)
        elseif entry == "c" then
          error("broken")
        elseif entry == "d" then
          return nil, "an answer"
        end
        return entry .. place
      end)
      assert.same({ "a1", [5] = "e5" }, results)
      assert.equal(object, problems[2])
      assert.is_truthy(problems[3]:find("map_spec%.lua:%d+: broken$"))
      assert.equal("an answer", problems[4])
      assert.is_nil(problems[1] or problems[5])
      fansly.run()
    end)
    assert.same({}, reports)
  end)

  it("refuses a list with holes, whose end Lua does not know", function()
    for _, list in ipairs({ { 1, nil, 3 }, { nil, 2 }, { name = 1 }, { 1, 2, n = 2 } }) do
      local results, err = fansly.map(list, error)
      assert.is_nil(results)
      assert.equal("list", err.field)
    end
  end)

  it("begins nothing for an empty list", function()
    local results, problems = fansly.map({}, error)
    assert.same({}, results)
    assert.same({}, problems)
    assert.equal(0, fansly.step(0))
  end)

  it("takes the list as it is when it begins", function()
    local list = range(3)
    local results = fansly.map(list, function(i)
      if i < 10 then
        list[#list + 1] = i + 10
      end
      return i
    end, { concurrency = 1 })
    assert.same({ 1, 2, 3 }, results)
  end)

  it("works inside itself", function()
    local results = fansly.map(range(4), function(i)
      return (fansly.map(range(4), function(j)
        fansly.sleep(0)
        return i * j
      end, { concurrency = 2 }))
    end, { concurrency = 2 })
    assert.same({ 4, 8, 12, 16 }, results[4])
  end)

  it("gives what was raised, whatever it is", function()
    for _, raised in ipairs({ "nothing", false }) do
      local results, problems = fansly.map({ 1 }, function()
        error(raised ~= "nothing" and raised or nil)
      end)
      assert.same({}, results)
      assert.is_truthy(problems[1])
    end
  end)

  it("refuses a wait for the task that it is a part of", function()
    local own, err
    own = fansly.go(fansly.map, { 1 }, function()
      local _
      _, err = fansly.go(function()
        return own:wait()
      end):wait()
      return true
    end)
    fansly.run()
    assert.is_true(own.done)
    assert.equal("validation", err.kind)
  end)

  it("refuses bad arguments", function()
    local function nothing() end
    local bad = {
      { "list", nil, nothing },
      { "list", "x", nothing },
      { "list", { 1, nil, 3 }, nothing },
      { "list", { items = { 1 } }, nothing }, -- a page is no list
      { "list", fansly.go(nothing), nothing },
      { "fn", {}, nil },
      { "fn", {}, "x" },
      { "options", {}, nothing, 8 },
      { "concurency", {}, nothing, { concurency = 1 } },
    }
    for _, concurrency in ipairs({ 0, -1, 1.5, 0 / 0, math.huge, "8", {}, false }) do
      bad[#bad + 1] = { "concurrency", {}, nothing, { concurrency = concurrency } }
    end
    for _, case in ipairs(bad) do
      local results, err = fansly.map(case[2], case[3], case[4])
      assert.is_nil(results)
      assert.equal("validation", err.kind)
      assert.equal(case[1], err.field)
    end
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
    local task = fansly.go(fansly.sleep, 0)
    for _, value in ipairs({ 1, "x", false, { 1 }, { {} }, { task, "x" }, task, { task = task }, { task, nil, task } }) do
      local tasks, err = fansly.all(value)
      assert.is_nil(tasks)
      assert.equal("validation", err.kind)
      assert.equal("tasks", err.field)
    end
    assert.is_nil((fansly.all()))
    fansly.run()
  end)

  it("says so where one of them can never end", function()
    local own, tasks, err
    own = fansly.go(function()
      tasks, err = fansly.all({ own, fansly.go(fansly.sleep, 0) })
    end)
    own:wait()
    assert.is_nil(tasks)
    assert.equal("validation", err.kind)
  end)
end)

describe("fansly.map over the wire", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  it("finishes 20 calls of 100 ms together", function()
    local route = server:route({ { { "sleep", 0.1 }, calls.of.read.answer[1] } })
    local client = calls.client(route.base)
    local seconds, results = calls.timed(fansly.map, range(20), function()
      local page = client.chats:list()
      return #page.items
    end, { concurrency = 20 })
    assert.equal(20, #results)
    assert.is_true(seconds >= 0.09 and seconds < 1, seconds)
  end)

  it("uses no more connections than it works on entries", function()
    local route = server:route({ { { "sleep", 0.01 }, calls.of.read.answer[1] } })
    local client = calls.client(route.base)
    fansly.map(range(20), function()
      return client.chats:list()
    end, { concurrency = 4 })
    local different, count = {}, 0
    for _, number in ipairs(route.connections()) do
      count = count + (different[number] and 0 or 1)
      different[number] = true
    end
    assert.equal(20, #route.requests())
    assert.is_true(count <= 4, count)
  end)
end)
