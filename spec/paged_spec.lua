-- Lists of every paged operation: where items and cursors can be, and how the walk over them ends.

local cjson = require("cjson").new()
local contract = require("spec.support.contract")
local endpoints = require("fansly.endpoints")
local recorder = require("spec.support.recorder")

local paged = {}
for _, operation in ipairs(contract.operations) do
  if operation.pages then
    paged[#paged + 1] = operation
  end
end

-- Sets a dotted place in a body, and makes the way there.
local function put(body, place, value)
  local holder, last = body, nil
  for name in place:gmatch("[^.]+") do
    if last then
      holder[last] = holder[last] or {}
      holder = holder[last]
    end
    last = name
  end
  holder[last] = value
end

local function item(number)
  local id = tostring(number)
  return { id = id, messageId = id, transactionId = id, groupId = id, further = { number } }
end

local function items(first, last)
  local list = {}
  for number = first, last do
    list[#list + 1] = item(number)
  end
  return #list > 0 and list or cjson.null
end

local function ids(list)
  local found = {}
  for i, each in ipairs(list) do
    found[i] = tonumber(each.id)
  end
  return found
end

local function walked(client, operation, args)
  local row = endpoints.by_id[operation.id]
  local resource, given = client[row.resource], {}
  for _, name in ipairs(row.args or {}) do
    given[#given + 1] = args[name]
  end
  given[#given + 1] = contract.without(args, row.args or {})
  local unpack = rawget(table, "unpack") or rawget(_G, "unpack")
  local found = {}
  for each in resource[row.name:gsub("^%l+", "each")](resource, unpack(given)) do
    found[#found + 1] = each
  end
  return found
end

local function query(request, name)
  return request.target:match("[?&]" .. name .. "=([^&]*)")
end

local function is_inside(place, list)
  return place:sub(1, #list + 1) == list .. "."
end

it("there are twelve paged operations", function()
  assert.equal(12, #paged)
end)

for _, operation in ipairs(paged) do
  local least = contract.least(operation)

  describe(operation.id, function()
    if operation.pages.style == "cursor" then
      it("has its items and its cursor in every place where they were seen", function()
        local count = 0
        for _, list in ipairs(operation.pages.items) do
          for _, place in ipairs(operation.pages.cursor) do
            if not is_inside(place, list) then
              local net = recorder.new(function(request)
                local body = { statusCode = 200, data = { status_code = 200, data = { success = true } } }
                local second = query(request, "cursor")
                put(body, list, second and items(4, 5) or items(1, 3))
                put(body, place, not second and "c/2" or operation.pages.cursor_fallback and 0 or nil)
                if second and operation.pages.cursor_fallback then
                  put(body, list, second == "c%2F2" and items(4, 5) or cjson.decode("[]"))
                end
                return recorder.answer(cjson.encode(body))
              end)
              local found = walked(net:client(), operation, least)
              assert.same({ 1, 2, 3, 4, 5 }, ids(found), list .. ", " .. place)
              assert.same({ 4 }, found[4].further)
              assert.equal("c%2F2", query(net.requests[2], "cursor"))
              count = count + 1
            end
          end
        end
        assert.is_true(count >= 2)
      end)
    end

    it("gives page after page by next, and none after the last", function()
      local row = endpoints.by_id[operation.id]
      local net = recorder.new(function(request)
        local body = { statusCode = 200, data = { data = { success = true } } }
        local at = query(request, row.answer.offset and "offset" or "cursor")
        put(body, operation.pages.items[1], at and items(3, 3) or items(1, 2))
        if row.answer.total then
          put(body, "data.data.response.total", 3)
        elseif not row.answer.offset and not at then
          put(body, "data.nextCursor", "c2")
        end
        return recorder.answer(cjson.encode(body))
      end)
      local first = assert(net:client():call(operation.id, contract.with(least, row.answer.offset and { limit = 2 } or {})))
      assert.same({ 1, 2 }, ids(first.items))
      assert.equal(row.answer.offset and "2" or "c2", first.next_cursor)
      local second = assert(first:next())
      assert.same({ 3 }, ids(second.items))
      assert.equal(first.next_cursor, second.cursor)
      if not row.answer.cursor_item then
        assert.is_nil(second.next_cursor)
        assert.is_nil(second:next())
      end
      assert.equal(2, net.count)
    end)

    it("takes an answer without a list for no list, not for an empty one", function()
      local net = recorder.new(function()
        return recorder.answer('{"statusCode":200,"data":{"status_code":200,"data":{"success":true,"response":{"other":1}}}}')
      end)
      local page, err = net:client():call(operation.id, least)
      assert.is_nil(page)
      assert.equal("protocol", err.kind)
    end)
  end)
end

describe("a list of unread chats", function()
  -- Two chats a page, and no cursor but the last row's messageId.
  local function feed(request)
    local from = tonumber(query(request, "cursor") or 0)
    local response = from < 4 and { data = items(from + 1, from + 2) } or { data = cjson.decode("[]") }
    return recorder.answer(recorder.envelope(cjson.encode(response)))
  end

  it("goes on from its last row where the answer has no cursor", function()
    local net = recorder.new(feed)
    local client = net:client()
    local page = assert(client.chats:list_unread())
    assert.equal("2", page.next_cursor)
    local found = {}
    for chat in client.chats:each_unread() do
      found[#found + 1] = chat
    end
    assert.same({ 1, 2, 3, 4 }, ids(found))
  end)

  it("does so with chosen fields, too", function()
    local client = recorder.new(feed):client()
    local found = {}
    for chat in client.chats:each_unread({ fields = { "groupId" } }) do
      found[#found + 1] = chat.groupId
      assert.is_nil(chat.further)
    end
    assert.same({ "1", "2", "3", "4" }, found)
  end)

  it("does not go round in circles", function()
    local client = recorder.new(function()
      return recorder.answer(recorder.envelope(cjson.encode({ data = items(1, 2) })))
    end):client()
    local ok, err = pcall(function()
      for _ in client.chats:each_unread() do end
    end)
    assert.is_false(ok)
    assert.equal("limit", err.kind)
  end)
end)

describe("a list that is walked by counting", function()
  -- So many entries, at most 20 at once.
  local function entries(count, total)
    return function(request)
      local from, limit = tonumber(query(request, "offset") or 0), math.min(tonumber(query(request, "limit") or 20), 20)
      local list = items(from + 1, math.min(from + limit, count))
      local response = { data = list ~= cjson.null and list or cjson.decode("[]"), total = total }
      return recorder.answer(recorder.envelope(cjson.encode(response)))
    end
  end

  local function transactions(net, args)
    local found = {}
    for each in net:client().earnings:each_transactions(args) do
      found[#found + 1] = each
    end
    return found
  end

  it("ends at its total", function()
    local net = recorder.new(entries(50, 50))
    assert.equal(50, #transactions(net))
    assert.equal(3, net.count)
    assert.is_nil(query(net.requests[1], "offset"))
    assert.equal("20", query(net.requests[2], "offset"))
    assert.equal("40", query(net.requests[3], "offset"))
  end)

  it("goes on to the total where the server gives less than the limit", function()
    local net = recorder.new(entries(50, 50))
    assert.equal(50, #transactions(net, { limit = 100 }))
    assert.equal(3, net.count)
  end)

  it("ends without a total at a short page, or at an empty one", function()
    local net = recorder.new(entries(25))
    assert.equal(25, #transactions(net, { limit = 10 }))
    assert.equal(3, net.count)
    net = recorder.new(entries(40))
    assert.equal(40, #transactions(net))
    assert.equal(3, net.count)
  end)

  it("is gone on with from next_cursor", function()
    local net = recorder.new(entries(50, 50))
    local client = net:client()
    local page = assert(client.earnings:list_transactions({ limit = 10 }))
    assert.equal("10", page.next_cursor)
    page = assert(client.earnings:list_transactions({ limit = 10, offset = page.next_cursor }))
    assert.equal("11", page.items[1].id)
    assert.equal("10", page.cursor)
    assert.equal("20", page.next_cursor)
    page = assert(client.earnings:list_transactions({ offset = 45 }))
    assert.equal("45", page.cursor)
    assert.is_nil(page.next_cursor)
  end)

  it("is no loop where the API pays no heed to the offset", function()
    for _, fields in ipairs({ false, { "id" } }) do
      local net = recorder.new(function()
        return recorder.answer(recorder.envelope(cjson.encode({ data = items(1, 20), total = 1000 })))
      end)
      local count = 0
      local ok, err = pcall(function()
        for _ in net:client().earnings:each_transactions({ fields = fields or nil }) do
          count = count + 1
        end
      end)
      assert.is_false(ok)
      assert.equal("limit", err.kind)
      assert.equal("list_earnings_transactions", err.operation)
      assert.equal(20, count)
      assert.equal(2, net.count)
    end
  end)

  it("may ask for the same page again", function()
    local page = assert(recorder.new(entries(50, 50)):client().earnings:list_transactions())
    assert.equal("21", assert(page:next()).items[1].id)
    assert.equal("21", assert(page:next()).items[1].id)
  end)
end)

describe("an item's account", function()
  it("is found by the field that names it, in each list that has accounts", function()
    local lists = {
      list_chats = { "data", "partnerAccountId" },
      list_unread_chats = { "data", "senderId" },
      list_subscribers = { "subscriptions", "subscriberId" },
      list_followers = { "followers", "followerId" },
    }
    for operation, place in pairs(lists) do
      local accounts = { { id = "a7", username = "fan" } }
      local response = { [place[1]] = { { id = "1", [place[2]] = "a7" } }, aggregationData = { accounts = accounts } }
      local net = recorder.new(function()
        return recorder.answer(recorder.envelope(cjson.encode(response)))
      end)
      local page = assert(net:client():call(operation))
      assert.equal("fan", page:account(page.items[1]).username, operation)
      assert.is_nil(page:account({}))
    end
  end)
end)
