--- What has to hold where the loop of a host turns the calls: libuv's, Neovim's, a controller of cqueues.
--
-- A case has a `title`, `routes`, which are scripts for the wire server by name, and `run(host, bases)`, with the base URLs by name.
-- The host has
--   attach(), detach()       the adapter
--   wait(done, seconds)      runs the loop until `done()` holds, 5 seconds at most
--   settle()                 fails when anything of ours is left in the loop
--   tick(seconds, action)    calls it over and over; gives a function that ends this
--   connect(port, done)      opens a connection of its own, closes it, and calls `done`
--   listen()                 a list that gets what is reported as a fault

local core = require("fansly.core")
local fansly = require("fansly")
local loop = require("fansly.loop")
local retry = require("fansly.retry")
local wire = require("spec.support.wire")

local cases = {}

local CHAT = '{"groupId":"%d","partnerUsername":"anna","unreadCount":3,"lastMessageId":"700000000000000001"}'
local LARGE = 4000 -- chats in a large answer, of 400 KB

local function page_of(count)
  local chats = {}
  for i = 1, count do
    chats[i] = CHAT:format(i)
  end
  return wire.answer(200, wire.envelope('{"data":[' .. table.concat(chats, ",") .. '],"aggregationData":{"accounts":[]}}'))
end

local quick = page_of(2)
local last_of_connection = { quick[1], { "close" } }
local slow = { { "sleep", 0.1 }, quick[1] }
local never = { { "sleep", 20 } }

local function equal(expected, value, what)
  if expected ~= value then
    error(("%s: expected %s, got %s"):format(what or "value", tostring(expected), tostring(value)), 2)
  end
end

local function open(base, options)
  local all = { api_key = "a-key-of-the-specs", account_id = "fansly_acc_x", base_url = base, max_retries = 0 }
  for name, value in pairs(options or {}) do
    all[name] = value
  end
  return assert(fansly.new(all))
end

-- A list for results, and a callback that adds to it.
local function collector()
  local list = {}
  return list, function(value, err)
    list[#list + 1] = value or err
  end
end

local function has(list, count)
  return function()
    return #list >= (count or 1)
  end
end

local function pause(host, seconds)
  host.wait(function() end, seconds)
end

-- Counts the turns from here on.
local function count_turns()
  local turns, progress = 0, loop.progress
  function loop.progress()
    turns = turns + 1
    return progress()
  end
  return function()
    loop.progress = progress
    return turns
  end
end

cases.callbacks = {
  title = "gives callbacks their answers, never before the call has returned",
  routes = { quick = { quick } },
  run = function(host, bases)
    local client = open(bases.quick)
    local list, note = collector()
    client.chats:list({}, note)
    equal(0, #list)
    host.wait(has(list))
    equal(2, #list[1].items)
    host.settle()
    client.chats:list({ filter = "none" }, note)
    equal(1, #list)
    host.wait(has(list, 2))
    equal("validation", list[2].kind)
    host.settle()
    equal(2, #list)
  end,
}

cases.tasks = {
  title = "runs tasks, their iterators, sleeps and sends",
  routes = { quick = { quick }, sent = { wire.answer(201, wire.envelope('{"id":"55"}', { status = 201 })) } },
  run = function(host, bases)
    local client, sender = open(bases.quick), open(bases.sent)
    local seen, message = {}, nil
    local task = fansly.go(function()
      for chat in client.chats:each() do
        seen[#seen + 1] = chat.groupId
      end
      fansly.sleep(0.02)
      message = assert(sender.messages:send("7", { content = "hello" }))
      return "over"
    end)
    equal(0, #seen)
    host.wait(function()
      return task.done
    end)
    equal("12", table.concat(seen))
    equal("55", message.id)
    host.settle()
    equal("over", task:wait())
  end,
}

cases.slow_requests = {
  title = "lets a timer of 5 ms tick while 50 slow requests are under way",
  routes = { slow = { { { "sleep", 0.3 }, quick[1] } }, large = { { { "sleep", 0.3 }, page_of(LARGE)[1] } } },
  run = function(host, bases)
    local client, large = open(bases.slow), open(bases.large)
    local done, items, worst = 0, 0, 0
    for i = 1, 50 do
      local from = i % 5 == 0 and large or client
      from.chats:list({}, function(page, err)
        done, items = done + 1, items + #assert(page, err).items
      end)
    end
    local last = core.now()
    local stop = host.tick(0.005, function()
      local now = core.now()
      last, worst = now, math.max(worst, now - last)
    end)
    host.wait(function()
      return done == 50
    end)
    stop()
    equal(40 * 2 + 10 * LARGE, items)
    host.settle()
    return { worst_gap = worst * 1000 }
  end,
}

cases.idle = {
  title = "does no turn while nothing happens, and has nothing in the loop when nothing is pending",
  routes = { slow = { { { "sleep", 0.3 }, quick[1] } } },
  run = function(host, bases)
    local client = open(bases.slow)
    local list, note = collector()
    host.settle()
    local stop = count_turns()
    client.chats:list({}, note)
    host.wait(has(list))
    local turns = stop()
    assert(turns > 0 and turns < 20, "turns for one request: " .. turns)
    host.settle()
    stop = count_turns()
    pause(host, 0.1)
    equal(0, stop())
  end,
}

cases.waits = {
  title = "spends retry waits and sleeps on the loop's own timer",
  routes = { busy = { wire.answer(503, "{}"), quick } },
  run = function(host, bases)
    local client = open(bases.busy, { max_retries = 1 })
    local delay, info = retry.delay, nil
    function retry.delay(...)
      return delay(...) and 0.2
    end
    local stop, start = count_turns(), core.now()
    client.chats:list({}, function(page, err, about)
      assert(page, err)
      info = about
    end)
    host.wait(function()
      return info
    end)
    retry.delay = delay
    equal(2, info.attempts)
    assert(core.now() - start >= 0.2)
    local task
    task, start = fansly.go(fansly.sleep, 0.15), core.now()
    host.wait(function()
      return task.done
    end)
    assert(core.now() - start >= 0.15)
    local turns = stop()
    assert(turns < 40, "turns: " .. turns)
    host.settle()
  end,
}

-- Opens connections of its own all the time, so that others take the numbers of sockets that were closed.
local function compete(host, base)
  local port = tonumber(base:match(":(%d+)/"))
  local opened, over = 0, 0
  local stop = host.tick(0.001, function()
    for _ = over, math.min(opened, over + 3) do
      opened = opened + 1
      host.connect(port, function()
        over = over + 1
      end)
    end
  end)
  return function()
    stop()
    host.wait(function()
      return over == opened
    end)
    return opened, over
  end
end

cases.closed_connections = {
  title = "outlives a server that closes every connection, while others take the numbers of the sockets",
  routes = { once = { last_of_connection } },
  run = function(host, bases)
    local client = open(bases.once)
    local list, note = collector()
    local stop = compete(host, bases.once)
    local task = fansly.go(function()
      for _ = 1, 100 do
        note(client.chats:list())
      end
    end)
    for _ = 1, 100 do
      client.chats:list({}, note)
    end
    host.wait(has(list, 200), 15)
    local opened, over = stop()
    assert(opened > 20, "only " .. opened .. " competitors")
    equal(opened, over)
    equal(true, task.done)
    for _, page in ipairs(list) do
      equal(2, page.items and #page.items, tostring(page))
    end
    equal(200, #list)
    host.settle()
  end,
}

cases.broken = {
  title = "tells of a connection that breaks, and of a server that is not there",
  routes = { broken = { { { "reset" } } }, half = { { { "send", quick[1][2]:sub(1, 200) }, { "close" } } } },
  run = function(host, bases)
    local list, note = collector()
    for _, base in ipairs({ bases.broken, bases.half, "http://127.0.0.1:1" }) do
      open(base).chats:list({}, note)
    end
    host.wait(has(list, 3))
    for _, err in ipairs(list) do
      equal("network", err.kind)
    end
    host.settle()
  end,
}

cases.blocking = {
  title = "lets calls block all the same, next to what goes on, and inside a callback",
  routes = { quick = { quick }, slow = { slow } },
  run = function(host, bases)
    local client, other = open(bases.quick), open(bases.slow)
    equal(2, #assert(client.chats:list()).items)
    host.settle()
    local list, note = collector()
    other.chats:list({}, function(page)
      note(page)
      note(client.chats:list())
    end)
    equal(2, #assert(client.chats:list()).items)
    equal(0, #list)
    host.wait(has(list, 2))
    equal(2, #list[2].items)
    host.settle()
    fansly.go(fansly.sleep, 0.01)
    equal(true, fansly.run())
    host.settle()
  end,
}

cases.cancel = {
  title = "cancels calls and tasks",
  routes = { never = { never } },
  run = function(host, bases)
    local client = open(bases.never)
    local list, note = collector()
    local handle = client.chats:list({}, note)
    local task = fansly.go(function()
      return client.chats:list()
    end)
    pause(host, 0.05)
    equal(true, handle:cancel())
    equal(true, task:cancel())
    equal(0, #list)
    host.wait(function()
      return #list > 0 and task.done
    end)
    equal("cancelled", list[1].kind)
    equal("cancelled", select(2, task:wait()).kind)
    host.settle()
    equal(1, #list)
  end,
}

cases.close = {
  title = "ends what is under way when the client is closed, and opens new connections for the next",
  routes = { never = { never }, quick = { quick } },
  run = function(host, bases)
    local client = open(bases.never)
    local list, note = collector()
    client.chats:list({}, note)
    pause(host, 0.05)
    client:close()
    host.wait(has(list))
    assert(list[1].kind == "closed" or list[1].kind == "cancelled", tostring(list[1]))
    host.settle()
    open(bases.quick).chats:list({}, note)
    host.wait(has(list, 2))
    equal(2, #list[2].items)
    host.settle()
  end,
}

cases.detach = {
  title = "gives the turning back at any time, and takes it again",
  routes = { slow = { slow } },
  run = function(host, bases)
    local client = open(bases.slow)
    local list, note = collector()
    client.chats:list({}, note)
    pause(host, 0.03)
    host.detach()
    host.settle()
    pause(host, 0.15)
    equal(0, #list)
    fansly.run()
    equal(1, #list)
    client.chats:list({}, note) -- is under way already when the host comes in
    host.attach()
    host.wait(has(list, 2))
    client.chats:list({}, function(page)
      host.detach()
      client.chats:list({}, note)
      note(page)
    end)
    host.wait(has(list, 3))
    host.settle()
    pause(host, 0.15)
    equal(3, #list)
    fansly.run()
    equal(4, #list)
    host.attach()
    host.settle()
  end,
}

cases.faults = {
  title = "reports a fault in a callback, or in a task that nobody waits for, once, and goes on",
  routes = { quick = { quick } },
  run = function(host, bases)
    local client = open(bases.quick)
    local told = host.listen()
    local list, note = collector()
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
    pause(host, 0.05)
    equal(true, task.done)
    equal(2, #told)
    local all = table.concat(told, "\n")
    assert(all:find("a fault in a callback", 1, true) and all:find("a fault in a task", 1, true), all)
    host.settle()
  end,
}

cases.sandbox = {
  title = "turns a sandbox in this process too",
  routes = {},
  run = function(host)
    local client = require("fansly.sandbox").new({ seed = 7, chats = 60 }):client()
    local list, note = collector()
    local task = fansly.go(function()
      for chat in client.chats:each() do
        note(chat)
      end
    end)
    host.wait(function()
      return task.done
    end)
    equal(60, #list)
    host.settle()
  end,
}

--- All cases, in an order that is always the same.
---@return table[]
local function sorted()
  local list = {}
  for name, case in pairs(cases) do
    case.name = name
    list[#list + 1] = case
  end
  table.sort(list, function(a, b)
    return a.name < b.name
  end)
  return list
end

--- The base URLs of a case's routes.
---@param case table
---@param server table the wire server
---@return table<string, string>
local function bases_of(case, server)
  local bases = {}
  for name, script in pairs(case.routes) do
    bases[name] = server:route(script).base
  end
  return bases
end

return { by_name = cases, sorted = sorted, bases_of = bases_of }
