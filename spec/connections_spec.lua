-- Which calls share a connection, and which have their own.

local calls = require("spec.support.calls")
local core = require("fansly.core")
local fansly = require("fansly")
local wire = require("spec.support.wire")

local GOOD = wire.envelope({ id = "m1", data = { { groupId = "g1" } } })

describe("connections", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  -- How many different numbers a list holds.
  local function different(list)
    local seen, count = {}, 0
    for _, number in ipairs(list) do
      count = count + (seen[number] and 0 or 1)
      seen[number] = true
    end
    return count
  end

  it("are shared by reads and idempotent calls", function()
    local route = server:route({ wire.answer(200, GOOD) })
    local client = calls.client(route.base)
    for _ = 1, 5 do
      assert(client.chats:list())
      assert(client.chats:mute("u1"))
    end
    assert.equal(10, #route.connections())
    assert.equal(1, different(route.connections()))
  end)

  it("are new for every send", function()
    local route = server:route({ wire.answer(200, GOOD) })
    local client = calls.client(route.base)
    assert(client.chats:list())
    for _ = 1, 3 do
      assert(client.messages:send("c1", { content = "hi" }))
    end
    assert(client.chats:create_group({ users = { "1", "2" } }))
    assert.equal(5, different(route.connections()))
    assert(client.chats:list())
    assert.equal(5, different(route.connections()))
  end)

  it("carry the key of their own client, of two that share them", function()
    local route = server:route({ wire.answer(200, GOOD) })
    local first = calls.client(route.base, { api_key = "canary-of-the-first" })
    local second = calls.client(route.base, { api_key = "canary-of-the-second" })
    for _ = 1, 3 do
      assert(first.chats:list())
      assert(second.chats:list())
      assert(second.messages:send("c1", { content = "hi" }))
      assert(first.chats:list({}, { api_key = "canary-of-one-call" }))
    end
    local keys = {}
    for i, request in ipairs(route.requests()) do
      keys[i] = wire.parse(request).headers["x-api-key"]
      local _, count = request:lower():gsub("canary%-of", "")
      assert.equal(1, count)
    end
    local expected = {}
    for i = 0, 2 do
      expected[4 * i + 1], expected[4 * i + 2] = "canary-of-the-first", "canary-of-the-second"
      expected[4 * i + 3], expected[4 * i + 4] = "canary-of-the-second", "canary-of-one-call"
    end
    assert.same(expected, keys)
  end)

  it("are as many as calls are under way", function()
    local slow = wire.answer(200, GOOD)
    table.insert(slow, 1, { "sleep", 0.4 })
    local route = server:route({ slow })
    local client = calls.client(route.base)
    local results = {}
    for i = 1, 20 do
      results[i] = 0
      client.chats:list({}, {}, function(page, err)
        assert(page, err)
        results[i] = results[i] + #page.items
      end)
    end
    local seconds = calls.timed(fansly.run)
    for i = 1, 20 do
      assert.equal(1, results[i])
    end
    assert.is_true(seconds >= 0.39 and seconds < 3)
    assert.equal(20, different(route.connections()))
    assert.equal(0, fansly.step(0))
    assert(client.chats:list({}))
    assert.equal(20, different(route.connections()))
  end)

  it("that the server closed meanwhile are not noticed by a read", function()
    local last = wire.answer(200, GOOD)
    last[#last + 1] = { "close" }
    local route = server:route({ last, wire.answer(200, GOOD) })
    local client = calls.client(route.base)
    assert(client.chats:list())
    assert(client.chats:list())
    assert.equal(2, different(route.connections()))
  end)

  -- A server, or what stands before it, that says something more when the answer is over.
  local function of_group(id)
    return wire.answer(200, wire.envelope({ id = "m1", data = { { groupId = id } } }))
  end

  for _, base in ipairs({ "base", "tls_base" }) do
    it("on which something came meanwhile carry nothing any more, " .. base, function()
      local late = of_group("one")
      late[2], late[3] = { "sleep", 0.05 }, { "send", of_group("late")[1][2] }
      local route = server:route({ late, of_group("two"), of_group("three") })
      local client = calls.client(route[base], { ca_file = server.ca_file, max_retries = 0 })
      assert.equal("one", assert(client.chats:list()).items[1].groupId)
      core.sleep(0.15)
      assert.equal("two", assert(client:call("mute_chat", { targetUserId = "u1" })).data[1].groupId)
      assert.equal("three", assert(client.chats:list()).items[1].groupId)
      local numbers = route.connections()
      assert.is_true(numbers[1] ~= numbers[2] and numbers[2] == numbers[3])
    end)

    it("are kept where nothing came, " .. base, function()
      local route = server:route({ of_group("one") })
      local client = calls.client(route[base], { ca_file = server.ca_file, max_retries = 0 })
      for _ = 1, 3 do
        assert(client.chats:list())
        core.sleep(0.05)
      end
      assert.equal(1, different(route.connections()))
    end)
  end

  it("are closed with the last client", function()
    local route = server:route({ wire.answer(200, GOOD) })
    local client = calls.client(route.base)
    local function sockets()
      local _, count = calls.shell("ls -l /proc/$PPID/fd"):gsub("socket:", "")
      return count
    end
    collectgarbage()
    collectgarbage()
    local before = sockets()
    for _ = 1, 3 do
      assert(client.messages:send("c1", { content = "hi" }))
    end
    assert.is_true(sockets() > before)
    client:close()
    assert.is_true(sockets() <= before)
  end)
end)
