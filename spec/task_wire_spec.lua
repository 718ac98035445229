-- Tasks over the wire: the same calls and iterators yield inside them, and nothing is sent where they cannot.

local calls = require("spec.support.calls")
local fansly = require("fansly")
local wire = require("spec.support.wire")

local PUC_51 = _VERSION == "Lua 5.1" and not rawget(_G, "jit")

local function slow(seconds, answer)
  return { { "sleep", seconds }, answer[1] }
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

  it("wait in place where no yield is possible, or send nothing where Lua cannot tell", function()
    local can_tell = rawget(coroutine, "isyieldable") ~= nil
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
        return ok, problem
      end)
      local before = #route.requests()
      local ok, problem = task:wait()
      fansly.run()
      if can_tell then
        assert.is_true(#route.requests() > before)
      else
        assert.is_false(ok)
        assert.is_truthy(tostring(problem):find("yield"))
        assert.same({}, route.requests())
      end
      assert.is_nil(next(client.session.calls))
    end
    local after = fansly.go(function()
      pcall(table.sort, { 3, 1, 2 }, send)
      return send()
    end)
    assert(after:wait())
    assert.is_true(#route.requests() == 1 or can_tell)
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
