--- What has to hold where the loop of a host turns the calls: libuv's, Neovim's, a controller of cqueues.
--
-- A case has a `title`, `routes`, which are scripts for the wire server by name, and `run(host, bases)`, with the base URLs by name.
-- One that measures the loop's delays says what is `measured`, and its `run` gives `{ worst_gap = milliseconds }`, which may be `printed`.
-- The host has
--   attach(), detach()       the adapter
--   wait(done, seconds)      runs the loop until `done()` holds, 5 seconds at most
--   settle()                 fails when anything of ours is left in the loop
--   tick(seconds, action)    calls it over and over; gives a function that ends this
--   connect(port, done)      opens a connection of its own, closes it, and calls `done`
--   listen()                 a list that gets what is reported as a fault

local fansly = require("fansly")
local tools = require("spec.support.loop_tools")
local wire = require("spec.support.wire")

local cases = {}

local LARGE = 4000 -- chats in a large answer, of 400 KB

cases.callbacks = {
  title = "gives callbacks their answers, never before the call has returned",
  routes = { quick = { tools.quick } },
  run = function(host, bases)
    local client = tools.open(bases.quick)
    local list, note = tools.collector()
    client.chats:list({}, note)
    tools.equal(0, #list)
    host.wait(tools.has(list))
    tools.equal(2, #list[1].items)
    host.settle()
    client.chats:list({ filter = "none" }, note)
    tools.equal(1, #list)
    host.wait(tools.has(list, 2))
    tools.equal("validation", list[2].kind)
    host.settle()
    tools.equal(2, #list)
  end,
}

cases.tasks = {
  title = "runs tasks, their iterators, sleeps and sends",
  routes = { quick = { tools.quick }, sent = { wire.answer(201, wire.envelope('{"id":"55"}', { status = 201 })) } },
  run = function(host, bases)
    local client, sender = tools.open(bases.quick), tools.open(bases.sent)
    local seen, message = {}, nil
    local task = fansly.go(function()
      for chat in client.chats:each() do
        seen[#seen + 1] = chat.groupId
      end
      fansly.sleep(0.02)
      message = assert(sender.messages:send("7", { content = "hello" }))
      return "over"
    end)
    tools.equal(0, #seen)
    host.wait(function()
      return task.done
    end)
    tools.equal("12", table.concat(seen))
    tools.equal("55", message.id)
    host.settle()
    tools.equal("over", task:wait())
  end,
}

cases.slow_requests = {
  measured = "50 slow requests",
  printed = true,
  title = "lets a timer of 5 ms tick while 50 slow requests are under way",
  routes = { slow = { { { "sleep", 0.3 }, tools.quick[1] } }, large = { { { "sleep", 0.3 }, tools.page_of(LARGE)[1] } } },
  run = function(host, bases)
    local client, large = tools.open(bases.slow), tools.open(bases.large)
    local done, items = 0, 0
    for i = 1, 50 do
      local from = i % 5 == 0 and large or client
      from.chats:list({}, function(page, err)
        done, items = done + 1, items + #assert(page, err).items
      end)
    end
    local worst = tools.worst_gap(host, function()
      return done == 50
    end)
    tools.equal(40 * 2 + 10 * LARGE, items)
    host.settle()
    return { worst_gap = worst }
  end,
}

cases.heavy_answers = {
  title = "lets a timer of 5 ms tick while answers that came together are read",
  measured = "24 heavy answers",
  routes = {},
  run = function(host)
    local client = tools.heavy_sandbox(0.003):client()
    local list, note = tools.collector()
    for _ = 1, 24 do
      client.chats:list({}, note)
    end
    local worst = tools.worst_gap(host, tools.has(list, 24))
    tools.equal(24, #list)
    host.settle()
    return { worst_gap = worst }
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
  routes = { once = { { tools.quick[1], { "close" } } } },
  run = function(host, bases)
    local client, before = tools.open(bases.once), tools.descriptors()
    local list, note = tools.collector()
    local stop = compete(host, bases.once)
    local task = fansly.go(function()
      for _ = 1, 100 do
        note(client.chats:list())
      end
    end)
    for _ = 1, 100 do
      client.chats:list({}, note)
    end
    host.wait(tools.has(list, 200), 15)
    local opened, over = stop()
    assert(opened > 20, "only " .. opened .. " competitors")
    tools.equal(opened, over)
    tools.equal(true, task.done)
    for _, page in ipairs(list) do
      tools.equal(2, page.items and #page.items, tostring(page))
    end
    tools.equal(200, #list)
    host.settle()
    local left = tools.descriptors() - before
    assert(left < 10, left .. " descriptors left")
  end,
}

cases.broken = {
  title = "tells of a connection that breaks, and of a server that is not there",
  routes = { broken = { { { "reset" } } }, half = { { { "send", tools.quick[1][2]:sub(1, 200) }, { "close" } } } },
  run = function(host, bases)
    local list, note = tools.collector()
    for _, base in ipairs({ bases.broken, bases.half, "http://127.0.0.1:1" }) do
      tools.open(base).chats:list({}, note)
    end
    host.wait(tools.has(list, 3))
    for _, err in ipairs(list) do
      tools.equal("network", err.kind)
    end
    host.settle()
  end,
}

cases.blocking = {
  title = "lets calls block all the same, next to what goes on, and inside a callback",
  routes = { quick = { tools.quick }, slow = { { { "sleep", 0.1 }, tools.quick[1] } } },
  run = function(host, bases)
    local client, other = tools.open(bases.quick), tools.open(bases.slow)
    tools.equal(2, #assert(client.chats:list()).items)
    host.settle()
    local list, note = tools.collector()
    other.chats:list({}, function(page)
      note(page)
      note(client.chats:list())
    end)
    tools.equal(2, #assert(client.chats:list()).items)
    tools.equal(0, #list)
    host.wait(tools.has(list, 2))
    tools.equal(2, #list[2].items)
    host.settle()
    fansly.go(fansly.sleep, 0.01)
    tools.equal(true, fansly.run())
    host.settle()
  end,
}

cases.sandbox = {
  title = "turns a sandbox in this process too",
  routes = {},
  run = function(host)
    local client = require("fansly.sandbox").new({ seed = 7, chats = 60 }):client()
    local list, note = tools.collector()
    local task = fansly.go(function()
      for chat in client.chats:each() do
        note(chat)
      end
    end)
    host.wait(function()
      return task.done
    end)
    tools.equal(60, #list)
    host.settle()
  end,
}

for _, others in ipairs({ "loop_turning_cases", "loop_media_cases" }) do
  for name, case in pairs(require("spec.support." .. others)) do
    cases[name] = case
  end
end

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
