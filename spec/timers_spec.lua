-- Timers: told in the order of their times, whoever comes and goes meanwhile, and each at the same cost however many there are.

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
    local few = math.min(seconds_for(1000), seconds_for(1000), seconds_for(1000))
    assert.is_true(seconds_for(16000) < 16 * few * 4)
    assert.equal(0, fansly.step(0))
  end)
end)
