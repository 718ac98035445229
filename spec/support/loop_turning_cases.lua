--- Cases for the loop of a host, as in spec/support/loop_cases.lua: how it is turned, and left alone.

local core = require("fansly.core")
local fansly = require("fansly")
local retry = require("fansly.retry")
local tools = require("spec.support.loop_tools")
local wire = require("spec.support.wire")

local cases = {}

cases.idle = {
  title = "does no turn while nothing happens, and has nothing in the loop when nothing is pending",
  routes = { slow = { { { "sleep", 0.1 }, tools.quick[1] } } },
  run = function(host, bases)
    local client = tools.open(bases.slow)
    local list, note = tools.collector()
    host.settle()
    local stop = tools.count_turns()
    client.chats:list({}, note)
    host.wait(tools.has(list))
    local turns = stop()
    assert(turns > 0 and turns < 8, "turns for one request: " .. turns)
    host.settle()
    stop = tools.count_turns()
    tools.pause(host, 0.05)
    tools.equal(0, stop())
  end,
}

cases.joining = {
  title = "begins a call at once while others wait",
  routes = { never = { { { "sleep", 20 } } }, quick = { tools.quick } },
  run = function(host, bases)
    local waiting, client = tools.open(bases.never), tools.open(bases.quick)
    local list, note = tools.collector()
    local handle = waiting.chats:list({}, note)
    tools.pause(host, 0.22) -- libcurl looks after 0.2 seconds whether it has connected; then nothing wakes it
    client.chats:list({}, note)
    host.wait(tools.has(list), 0.5)
    tools.equal(2, list[1] and list[1].items and #list[1].items)
    handle:cancel()
    host.wait(tools.has(list, 2), 0.5)
    tools.equal("cancelled", list[2] and list[2].kind)
    host.settle()
  end,
}

cases.waits = {
  title = "spends retry waits and sleeps on the loop's own timer",
  routes = { busy = { wire.answer(503, "{}"), tools.quick } },
  run = function(host, bases)
    local client = tools.open(bases.busy, { max_retries = 1 })
    local delay, info = retry.delay, nil
    function retry.delay(...)
      return delay(...) and 0.1
    end
    local stop, start = tools.count_turns(), core.now()
    client.chats:list({}, function(page, err, about)
      assert(page, err)
      info = about
    end)
    host.wait(function()
      return info
    end)
    retry.delay = delay
    tools.equal(2, info.attempts)
    assert(core.now() - start >= 0.1)
    local task
    task, start = fansly.go(fansly.sleep, 0.08), core.now()
    host.wait(function()
      return task.done
    end)
    assert(core.now() - start >= 0.08)
    local turns = stop()
    assert(turns < 15, "turns: " .. turns)
    host.settle()
  end,
}

cases.cancel = {
  title = "cancels calls and tasks",
  routes = { never = { { { "sleep", 20 } } } },
  run = function(host, bases)
    local client = tools.open(bases.never)
    local list, note = tools.collector()
    local handle = client.chats:list({}, note)
    local task = fansly.go(function()
      return client.chats:list()
    end)
    tools.pause(host, 0.05)
    tools.equal(true, handle:cancel())
    tools.equal(true, task:cancel())
    tools.equal(0, #list)
    host.wait(function()
      return #list > 0 and task.done
    end)
    tools.equal("cancelled", list[1].kind)
    tools.equal("cancelled", select(2, task:wait()).kind)
    host.settle()
    tools.equal(1, #list)
  end,
}

-- More than a turn reads. They end by the program's own hand, so that no socket and no timer has anything more to tell.
local CROWD = 200

local function crowd_of(host, client, finish)
  local list, note = tools.collector()
  local handles = {}
  for i = 1, CROWD do
    handles[i] = client.chats:list({}, note)
  end
  finish(handles)
  local stop = tools.count_turns()
  host.wait(tools.has(list, CROWD), 2)
  local turns = stop()
  tools.equal(CROWD, #list, "calls that ended")
  assert(turns < 20, "turns: " .. turns)
  host.settle()
  return list
end

cases.crowd = {
  title = "leaves nothing unread where more ends at once than a turn reads, and no event follows",
  routes = { never = { { { "sleep", 20 } } } },
  run = function(host, bases)
    local list = crowd_of(host, tools.open(bases.never), function(handles)
      tools.pause(host, 0.05)
      for _, handle in ipairs(handles) do
        handle:cancel()
      end
    end)
    tools.equal("cancelled", list[CROWD].kind)
  end,
}

cases.crowd_of_a_sandbox = {
  title = "leaves nothing unread where a sandbox answers more at once than a turn reads",
  routes = {},
  run = function(host)
    local list = crowd_of(host, assert(require("fansly.sandbox").new({ seed = 7, chats = 3 }):client()), function() end)
    tools.equal(3, #list[CROWD].items)
  end,
}

cases.dropped = {
  title = "waits for a timer where an answer is left that nobody waits for any more",
  routes = { never = { { { "sleep", 20 } } } },
  run = function(host, bases)
    local client = tools.open(bases.never)
    client.chats:list({}, function() end)
    local call = next(client.session.calls)
    tools.pause(host, 0.05)
    call:break_off("not enough memory") -- as a turn does that runs out of it
    tools.pause(host, 0.05)
    local task, stop = fansly.go(fansly.sleep, 0.2), tools.count_turns()
    host.wait(function()
      return task.done
    end)
    local turns = stop()
    assert(turns < 10, "turns: " .. turns)
    host.settle()
  end,
}

cases.close = {
  title = "ends what is under way when the client is closed, and opens new connections for the next",
  routes = { never = { { { "sleep", 20 } } }, quick = { tools.quick } },
  run = function(host, bases)
    local client = tools.open(bases.never)
    local list, note = tools.collector()
    client.chats:list({}, note)
    tools.pause(host, 0.05)
    client:close()
    host.wait(tools.has(list))
    assert(list[1].kind == "closed" or list[1].kind == "cancelled", tostring(list[1]))
    host.settle()
    tools.open(bases.quick).chats:list({}, note)
    host.wait(tools.has(list, 2))
    tools.equal(2, #list[2].items)
    host.settle()
  end,
}

cases.detach = {
  title = "gives the turning back at any time, and takes it again",
  routes = { slow = { { { "sleep", 0.06 }, tools.quick[1] } } },
  run = function(host, bases)
    local client = tools.open(bases.slow)
    local list, note = tools.collector()
    client.chats:list({}, note)
    tools.pause(host, 0.03)
    host.detach()
    host.settle()
    tools.pause(host, 0.09)
    tools.equal(0, #list)
    fansly.run()
    tools.equal(1, #list)
    client.chats:list({}, note) -- is under way already when the host comes in
    host.attach()
    host.wait(tools.has(list, 2))
    client.chats:list({}, function(page)
      host.detach()
      client.chats:list({}, note)
      note(page)
    end)
    host.wait(tools.has(list, 3))
    host.settle()
    tools.pause(host, 0.09)
    tools.equal(3, #list)
    fansly.run()
    tools.equal(4, #list)
    host.attach()
    host.settle()
  end,
}

cases.faults = {
  title = "reports a fault in a callback, or in a task that nobody waits for, once, and goes on",
  routes = { quick = { tools.quick } },
  run = function(host, bases)
    local client = tools.open(bases.quick)
    local told = host.listen()
    local list, note = tools.collector()
    client.chats:list({}, function()
      error("a fault in a callback")
    end)
    local task = fansly.go(function()
      error("a fault in a task")
    end)
    client.chats:list({}, note)
    host.wait(function()
      return #list > 0 and #told == 2
    end)
    tools.pause(host, 0.03)
    tools.equal(true, task.done)
    tools.equal(2, #told)
    local all = table.concat(told, "\n")
    assert(all:find("a fault in a callback", 1, true) and all:find("a fault in a task", 1, true), all)
    host.settle()
  end,
}

return cases
