-- The walk over the history of a chat: its order, and where it ends.

local cjson = require("cjson").new()
local fansly = require("fansly")
local recorder = require("spec.support.recorder")

local function query(request, name)
  return request.target:match("[?&]" .. name .. "=([^&]*)")
end

describe("the messages of a chat", function()
  local START = 1774754024

  -- So many messages, the newest first, a minute apart; ids and times fall together.
  local function history(count)
    return function(request)
      local newest = tonumber(query(request, "cursor") or count + 1) - 1
      local list = {}
      for number = newest, math.max(1, newest - tonumber(query(request, "limit") or 5) + 1), -1 do
        list[#list + 1] = { id = tostring(number), createdAt = START + 60 * number + 0.426 }
      end
      local response = { messages = list, cursor = newest > #list and list[#list].id or cjson.null }
      return recorder.answer(recorder.envelope(cjson.encode(response)))
    end
  end

  local function read(args, count)
    local net = recorder.new(history(count or 35))
    local found = {}
    for message in net:client().messages:each("c1", args) do
      found[#found + 1] = tonumber(message.id)
    end
    return found, net
  end

  local function falling(first, last)
    local list = {}
    for number = first, last, first > last and -1 or 1 do
      list[#list + 1] = number
    end
    return list
  end

  it("come ten a page, the newest first", function()
    local found, net = read()
    assert.same(falling(35, 1), found)
    assert.equal(4, net.count)
    assert.equal("/fansly_acc_recorder/chats/c1/messages?limit=10", net.requests[1].target)
    assert.equal("/fansly_acc_recorder/chats/c1/messages?cursor=26&limit=10", net.requests[2].target)
    found, net = read({ limit = 5 })
    assert.equal(35, #found)
    assert.equal(7, net.count)
  end)

  it("come the other way round", function()
    local found, net = read({ order = "oldest" })
    assert.same(falling(1, 35), found)
    assert.equal(4, net.count)
    assert.same(falling(24, 35), (read({ order = "oldest", max_items = 12 })))
    assert.same(falling(35, 1), (read({ order = "newest" })))
  end)

  it("end at a time, in seconds or milliseconds", function()
    for _, name in ipairs({ "until", "stop_at" }) do
      for _, time in ipairs({ START + 60 * 20, (START + 60 * 20) * 1000 }) do
        local found, net = read({ [name] = time })
        assert.same(falling(35, 20), found)
        assert.equal(2, net.count)
        assert.same(falling(20, 35), (read({ [name] = time, order = "oldest" })))
      end
    end
    assert.same({}, (read({ ["until"] = START + 1e6 })))
  end)

  it("end at a time where theirs are in milliseconds, too, and pass by those without one", function()
    local net = recorder.new(function()
      local list = { { id = "4", createdAt = (START + 3) * 1000 }, { id = "3" }, { id = "2", createdAt = "soon" },
        { id = "1", createdAt = START * 1000 } }
      return recorder.answer(recorder.envelope(cjson.encode({ messages = list })))
    end)
    local found = {}
    for message in net:client().messages:each("c1", { ["until"] = START + 2 }) do
      found[#found + 1] = message.id
    end
    assert.same({ "4", "3", "2" }, found)
  end)

  it("end where a function says so", function()
    local asked = {}
    local found, net = read({ ["until"] = function(message, page)
      asked[#asked + 1] = tonumber(message.id)
      assert.equal(10, #page.items)
      return message.id == "22"
    end })
    assert.same(falling(35, 23), found)
    assert.same(falling(35, 22), asked)
    assert.equal(2, net.count)
  end)

  it("stay ended, and raise what the function raises", function()
    local client = recorder.new(history(35)):client()
    local asked = 0
    local step = client.messages:each("c1", { stop_at = function()
      asked = asked + 1
      return asked == 2
    end })
    assert.equal("35", step().id)
    assert.is_nil(step())
    assert.is_nil(step())
    local ok, problem = pcall(client.messages:each("c1", { stop_at = function()
      error({ "mine" })
    end }))
    assert.is_false(ok)
    assert.same({ "mine" }, problem)
  end)

  it("as pages end with the page that has the one to stop at", function()
    local net = recorder.new(history(35))
    local sizes = {}
    for page in net:client().messages:pages("c1", { ["until"] = START + 60 * 20 }) do
      sizes[#sizes + 1] = #page.items
    end
    assert.same({ 10, 10 }, sizes)
    assert.equal(2, net.count)
  end)

  it("are read on after an error in the middle", function()
    local broken = true
    local whole = history(35)
    local net = recorder.new(function(request, number)
      if number == 3 and broken then
        broken = false
        return recorder.fault("network")
      end
      return whole(request)
    end)
    local step = net:client().messages:each("c1", { order = "oldest" })
    local ok, err = pcall(step)
    assert.is_false(ok)
    assert.equal("network", err.kind)
    for number = 1, 35 do
      assert.equal(tostring(number), step().id)
    end
    assert.is_nil(step())
  end)

  it("with a cursor of its own and another's take its own", function()
    local net = recorder.new(function()
      return recorder.answer(recorder.envelope('{"messages":[{"id":"1"}],"cursor":"own"}', '"other"'))
    end)
    assert.equal("own", assert(net:client().messages:list("c1")).next_cursor)
    net = recorder.new(function()
      return recorder.answer(recorder.envelope('{"messages":[{"id":"1"}],"cursor":12345678}', '"other"'))
    end)
    assert.equal("12345678", assert(net:client().messages:list("c1")).next_cursor)
    for _, none in ipairs({ "null", '""', "0" }) do
      net = recorder.new(function()
        return recorder.answer(recorder.envelope(('{"messages":[{"id":"1"}],"cursor":%s}'):format(none), '"other"'))
      end)
      assert.equal("other", assert(net:client().messages:list("c1")).next_cursor, none)
    end
  end)

  local function raised(resource, method, args, field)
    local net = recorder.new()
    local client = net:client()
    local ok, err = pcall(client[resource][method](client[resource], args[1], args[2]))
    assert.is_false(ok, field)
    assert.equal("validation", err.kind)
    assert.equal(field, err.field)
    assert.equal(0, net.count)
    return err.message
  end

  it("refuse what the walk cannot do", function()
    for _, value in ipairs({ "2026-11-21", true, {}, fansly.null, -1, 1774754024 * 1e6, 0 / 0 }) do
      raised("messages", "each", { "c1", { ["until"] = value } }, "until")
      raised("messages", "each", { "c1", { stop_at = value } }, "stop_at")
    end
    for _, value in ipairs({ "newset", true, 1 }) do
      assert.is_truthy(raised("messages", "each", { "c1", { order = value } }, "order"):find("newest, oldest", 1, true))
    end
    raised("messages", "pages", { "c1", { order = "oldest" } }, "order")
    raised("chats", "each", { { order = "oldest" } }, "order")
    assert.is_truthy(raised("chats", "each", { { ["until"] = 1774754024 } }, "until"):find("function", 1, true))
    for _, name in ipairs({ "until", "stop_at", "order", "max_items" }) do
      local _, err = recorder.new():client().messages:list("c1", { [name] = 1 })
      assert.equal(name, err.field)
      assert.is_truthy(err.message:find("each and pages", 1, true))
    end
  end)
end)
