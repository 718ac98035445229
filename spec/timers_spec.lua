-- Timers: told in the order of their times, whoever comes and goes meanwhile, and each at the same cost however many there are.

local child = require("spec.support.child")
local core = require("fansly.core")
local fansly = require("fansly")
local timers = require("fansly.loop.timers")

describe("timers #quick", function()
  local state = 7
  local function random(most)
    state = state * 16807 % 2147483647
    return state % most + 1
  end

  -- What is taken out until nothing is left.
  local function drain()
    local told = {}
    for watcher in timers.take_due, math.huge do
      told[#told + 1] = watcher
    end
    return told
  end

  it("tell in the order of their times, the older first of two for the same", function()
    for _ = 1, 50 do
      local expected = {}
      for number = 1, random(200) do
        local watcher = { at = random(20), number = number }
        timers.add(watcher.at, watcher)
        if random(3) > 1 then
          expected[#expected + 1] = watcher
        else
          timers.forget(watcher)
          timers.forget(watcher)
        end
      end
      for i = #expected, 1, -1 do
        if random(3) == 1 then
          timers.forget(table.remove(expected, i))
        end
      end
      table.sort(expected, function(a, b)
        return a.at < b.at or a.at == b.at and a.number < b.number
      end)
      assert.equal(#expected, timers.count())
      assert.equal(expected[1] and expected[1].at, timers.soonest())
      local told = drain()
      assert.equal(#expected, #told)
      for i, watcher in ipairs(expected) do
        assert.equal(watcher, told[i])
      end
      assert.equal(0, timers.count())
    end
  end)

  -- In a process of its own, whose heap is small, so that the collector is often done with it. Lua 5.2 may run it at every call.
  it("may be set and forgotten by finalizers at any point", function()
    local output, status = child.run([[
      local timers = require("fansly.loop.timers")
      local going, ran, most = true, 0, 0
      local function finalizer(action)
        if _VERSION ~= "Lua 5.1" then setmetatable({}, { __gc = action }) else getmetatable(newproxy(true)).__gc = action end
      end
      local kept = {}
      local function act()
        if not going then return end
        ran = ran + 1
        timers.take_due(50)
        timers.forget(table.remove(kept, 1) or {})
        if ran % 2 == 0 then
          kept[#kept + 1] = { at = ran * 7919 % 100 }
          timers.add(kept[#kept].at, kept[#kept])
        end
        finalizer(act) -- for the next cycle
      end
      local collector = require("spec.support.collector")
      -- a pause of 100 would be one whole cycle for each piece of memory on 5.4, whose interpreter is in another mode than its library
      collector.set("pause", 110)
      collector.set("stepmul", 1000)
      for _ = 1, 50 do finalizer(act) end
      for i = 1, 30000 do
        local watcher = { at = i * 7907 % 100 }
        timers.add(watcher.at, watcher)
        if i % 3 == 0 then timers.forget(watcher) end
        most = math.max(most, timers.count())
        if timers.count() > 500 then timers.take_due(100) end
      end
      going = false
      local before = 0
      for watcher in timers.take_due, 100 do
        assert(watcher.at >= before, watcher.at)
        before = watcher.at
      end
      assert(timers.count() == 0)
      assert(ran > 1000 and most > 100, ran .. " " .. most)
    ]])
    assert.equal("", output)
    assert.equal(0, status)
  end)

  it("take nothing out before its time", function()
    local watcher = {}
    timers.add(5, watcher)
    assert.is_nil(timers.take_due(4.999))
    assert.equal(watcher, timers.take_due(5))
    assert.is_nil(timers.soonest())
  end)

  it("cost the same each, however many tasks wait and are cancelled", function()
    local function seconds_for(count)
      collectgarbage()
      local tasks = {}
      local start = core.now()
      for i = 1, count do
        tasks[i] = fansly.go(fansly.sleep, 100 + i % 7)
      end
      fansly.step(0)
      for i = 1, count do
        tasks[i]:cancel()
      end
      return core.now() - start
    end
    seconds_for(100)
    local function best_for(count)
      return math.min(seconds_for(count), seconds_for(count), seconds_for(count))
    end
    assert.is_true(best_for(16000) < 16 * best_for(1000) * 4)
    assert.equal(0, fansly.step(0))
  end)
end)
