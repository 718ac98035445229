-- Turning the loop by hand, and closing a client while it works.

local calls = require("spec.support.calls")
local core = require("fansly.core")
local fansly = require("fansly")
local wire = require("spec.support.wire")

local GOOD = calls.of.read.answer

describe("client:close()", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  it("cancels what is under way, of all accounts, and nobody else's", function()
    local sleeping = server:route({ { { "sleep", 0.4 }, GOOD[1] } })
    local busy = server:route({ wire.answer(503, "{}", { ["Retry-After"] = "0.5" }) })
    local client, other = calls.client(sleeping.base), calls.client(sleeping.base)
    local told = {}
    local function note(name)
      return function(value, err)
        told[#told + 1] = name .. " " .. (value and "done" or err.kind)
      end
    end
    client.chats:list({}, note("list"))
    client:account("fansly_acc_2").chats:list({}, note("second account"))
    client.messages:send("c1", { content = "hi" }, note("send"))
    client.chats:list({}, { base_url = busy.base }, note("waiting"))
    other.chats:list({}, note("other"))
    assert.is_true(calls.step_until(function()
      return #sleeping.requests() == 4 and #busy.requests() == 1
    end))
    client:close()
    assert.same({}, told)
    fansly.run()
    table.sort(told)
    assert.same({ "list cancelled", "other done", "second account cancelled", "send cancelled", "waiting cancelled" }, told)
    assert.equal(0, fansly.step(0))
  end)

  it("lets go of all connections, also of those in use", function()
    local function sockets()
      local _, count = calls.shell("ls -l /proc/$PPID/fd"):gsub("socket:", "")
      return count
    end
    local before = sockets()
    local route = server:route({ GOOD, { { "sleep", 3 } } })
    local client = calls.client(route.base)
    assert(client.chats:list())
    client.messages:send("c1", { content = "hi" }, function() end)
    client.messages:send("c1", { content = "hi" }, function() end)
    calls.step_until(function()
      return #route.requests() == 3
    end)
    assert.is_true(sockets() >= before + 2)
    client:close()
    fansly.run()
    assert.equal(before, sockets())
  end)
end)

describe("fansly.step()", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  it("with 0 never blocks while the server sleeps, and tells what is pending", function()
    local route = server:route({ { { "sleep", 0.5 }, GOOD[1] } })
    local client = calls.client(route.base)
    local told = 0
    for _ = 1, 3 do
      client.chats:list({}, function()
        told = told + 1
      end)
    end
    assert.equal(3, fansly.step(0))
    local start, longest, turns = core.now(), 0, 0
    while told < 3 and core.now() - start < 5 do
      local seconds, pending = calls.timed(fansly.step, 0)
      longest, turns = math.max(longest, seconds), turns + 1
      assert.is_true(pending > 0 or told == 3)
    end
    assert.equal(3, told)
    assert.is_true(longest < 0.2)
    assert.is_true(turns > 20)
    assert.equal(0, fansly.step(0))
  end)

  it("with 0 does not wait for a retry's time", function()
    local route = server:route({ wire.answer(503, "{}", { ["Retry-After"] = "0.5" }), GOOD })
    local told
    calls.client(route.base).chats:list({}, function(page)
      told = page
    end)
    assert.is_true(calls.step_until(function()
      return #route.requests() == 1
    end))
    local seconds = calls.timed(function()
      for _ = 1, 20 do
        fansly.step(0)
      end
    end)
    assert.is_true(seconds < 0.3)
    assert.is_nil(told)
    fansly.run()
    assert.is_table(told)
  end)

  it("calls back what is due before it waits for anything else", function()
    local client = calls.client(server:route({ { { "sleep", 0.6 }, GOOD[1] } }).base)
    local told = {}
    client.chats:list({}, function(page)
      told[#told + 1] = page and "page"
    end)
    client.chats:mute(7, function(_, err)
      told[#told + 1] = err.kind
    end)
    local seconds = calls.timed(fansly.step, 5)
    assert.is_true(seconds < 0.4)
    assert.same({ "validation" }, told)
    fansly.run()
    assert.same({ "validation", "page" }, told)
  end)

  it("returns at once when there is nothing to do, whatever it may wait", function()
    local seconds, pending = calls.timed(fansly.step, 1)
    assert.is_true(seconds < 0.2)
    assert.equal(0, pending)
  end)

  it("with a budget leaves the rest for the next steps, and loses nothing", function()
    local COUNT = 40
    local chats = {}
    for i = 1, 400 do
      chats[i] = { groupId = "g" .. i, unreadCount = i }
    end
    local answer = wire.answer(200, wire.envelope({ data = chats }))[1]
    local client = calls.client(server:route({ { { "sleep", 0.3 }, answer } }).base)
    local told, longest, turns, most = 0, 0, 0, 0
    for _ = 1, COUNT do
      client.chats:list({}, function(page)
        assert(#page.items == 400)
        told = told + 1
      end)
    end
    local deadline = core.now() + 0.25
    calls.step_until(function()
      return core.now() > deadline
    end)
    calls.shell("sleep 0.3") -- so that all answers are here
    repeat
      local before = told
      local seconds, pending = calls.timed(fansly.step, 0, { budget_ms = 1 })
      longest, turns, most = math.max(longest, seconds), turns + 1, math.max(most, told - before)
    until pending == 0 or turns > 5000
    assert.equal(COUNT, told)
    assert.is_true(turns > 4, turns)
    assert.is_true(most < COUNT)
    assert.is_true(longest < 0.1, longest)
  end)

  it("with a tiny budget gets everything done, too", function()
    local client = calls.client(server:route({ GOOD }).base)
    local told = 0
    for i = 1, 10 do
      client.chats:list({}, function(page)
        told = told + #page.items
      end)
      fansly.go(function()
        fansly.sleep(0.001 * i)
        local page = client.chats:list()
        told = told + #page.items
      end)
    end
    local deadline = core.now() + 5
    repeat
      local pending = fansly.step(0, { budget_ms = 1e-9 })
    until pending == 0 or core.now() > deadline
    assert.equal(20, told)
  end)

  it("with a budget waits no longer for what is already there", function()
    local client = calls.client(server:route({ { { "sleep", 0.2 }, GOOD[1] } }).base)
    local told
    client.chats:list({}, function()
      told = true
    end)
    local seconds = calls.timed(function()
      while not told do
        fansly.step(5, { budget_ms = 1 })
      end
    end)
    assert.is_true(seconds < 1, seconds)
  end)

  it("refuses bad arguments", function()
    local bad = { timeout = { "0", {}, true, -1, 0 / 0 }, options = { 1, "x", true }, budget_ms = { 0, -1, "1", 0 / 0, {} } }
    for field, values in pairs(bad) do
      for _, value in ipairs(values) do
        local timeout, options = value, nil
        if field ~= "timeout" then
          timeout, options = 0, field == "options" and value or { budget_ms = value }
        end
        local pending, err = fansly.step(timeout, options)
        assert.is_nil(pending)
        assert.equal("validation", err.kind)
        assert.equal(field, err.field)
      end
    end
    local _, err = fansly.step(0, { budget = 1 })
    assert.equal("budget", err.field)
    assert.is_truthy(err.message:find("budget_ms", 1, true))
    assert.equal(0, fansly.step())
    assert.equal(0, fansly.step(nil, {}))
    assert.equal(0, (fansly.step(math.huge)))
  end)

  it("costs next to nothing while nothing is pending, and makes no garbage", function()
    local TURNS = 10000
    local function idle()
      for _ = 1, TURNS do
        fansly.step(0)
      end
    end
    idle()
    collectgarbage()
    collectgarbage()
    collectgarbage("stop")
    local before = collectgarbage("count")
    local seconds = calls.timed(idle)
    local kilobytes = collectgarbage("count") - before
    collectgarbage("restart")
    assert.is_true(seconds / TURNS < 50e-6, seconds)
    assert.is_true(kilobytes < 100, kilobytes)
  end)

  it("costs little while a server takes its time", function()
    local client = calls.client(server:route({ { { "sleep", 0.4 }, GOOD[1] } }).base)
    for _ = 1, 20 do
      client.chats:list({}, function() end)
    end
    for _ = 1, 100 do
      fansly.step(0.001)
    end
    local TURNS = 200
    local seconds = calls.timed(function()
      for _ = 1, TURNS do
        fansly.step(0)
      end
    end)
    assert.is_true(seconds / TURNS < 500e-6, seconds)
    fansly.run()
  end)
end)
