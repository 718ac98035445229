-- Pages of a list.

local fansly = require("fansly")
local recorder = require("spec.support.recorder")

local cursor_of, list_of = recorder.cursor_of, recorder.list_of

local function client_of(script, keep)
  local net = recorder.new(script, keep)
  return net:client(), net
end

describe("a page", function()
  it("has the items, the cursor and the accounts by id", function()
    local client, net = client_of(list_of(2, 3))
    local page, err, info = client.chats:list({ filter = "vips" })
    assert.is_nil(err)
    assert.equal(200, info.status)
    assert.equal("/fansly_acc_recorder/chats?filter=vips", net.requests[1].target)
    assert.equal(3, #page.items)
    assert.same({ groupId = "g1", partnerAccountId = "p1", unreadCount = 1, extra = { a = { 1, 2 } } }, page.items[1])
    assert.equal("c2", page.next_cursor)
    assert.is_nil(page.cursor)
    assert.equal("user2", page.accounts.p2.username)
    assert.equal(page.accounts.p3, page:account(page.items[3]))
    assert.equal(page.items, page.response.data)
    assert.is_nil(page:account({ partnerAccountId = "nobody" }))
    assert.is_nil(page:account({}))
    assert.is_nil(page:account(nil))
    assert.is_nil(page:account("p1"))
  end)

  it("finds an account whose id came once as a number and once as a text", function()
    for _, ids in ipairs({ { '"7"', "7" }, { "7", '"7"' }, { "7", "7" } }) do
      local client = client_of(function()
        return recorder.answer(recorder.envelope(
          ('{"data":[{"partnerAccountId":%s}],"aggregationData":{"accounts":[{"id":%s,"username":"fan"}]}}'):format(ids[1], ids[2])
        ))
      end)
      local page = assert(client.chats:list())
      assert.equal("fan", page:account(page.items[1]).username)
      assert.equal("fan", page.accounts["7"].username)
    end
  end)

  it("has nothing but data in its fields", function()
    local page = assert(client_of(list_of(2, 1)).chats:list())
    local names = {}
    for name in pairs(page) do
      names[#names + 1] = name
    end
    table.sort(names)
    assert.same({ "items", "next_cursor", "response" }, names)
  end)

  it("has empty accounts where the API sent none, or something odd", function()
    local odd = { "null", "[]", '"x"', '{"accounts":{}}', '{"accounts":null}', '{"accounts":[null,1,{"username":"u"}]}' }
    for i = 0, #odd do
      local related = odd[i] and ',"aggregationData":' .. odd[i] or ""
      local client = client_of(function()
        return recorder.answer(recorder.envelope(('{"data":[{"groupId":"g","partnerAccountId":"p"}]%s}'):format(related)))
      end)
      local page = assert(client.chats:list())
      assert.same({}, page.accounts)
      assert.is_nil(page:account(page.items[1]))
    end
  end)

  it("has next, which is nil at the end", function()
    local client, net = client_of(list_of(3, 2))
    local first = assert(client.chats:list({ filter = "vips", sort = "oldest" }))
    local second = assert(first:next())
    local third = assert(second:next())
    assert.equal("g5", third.items[1].groupId)
    assert.equal("c3", third.cursor)
    assert.is_nil(third.next_cursor)
    assert.equal(3, net.count)
    assert.equal("/fansly_acc_recorder/chats?cursor=c3&filter=vips&sort=oldest", net.requests[3].target)
    for _ = 1, 3 do
      local page, err = third:next()
      assert.is_nil(page)
      assert.is_nil(err)
    end
    assert.equal(3, net.count)
    assert.equal("g3", assert(first:next()).items[1].groupId)
    assert.equal("g5", assert(second:next()).items[1].groupId)
    assert.equal(5, net.count)
  end)

  it("asks for the next one again after a failure", function()
    local fail = false
    local list = list_of(3, 1)
    local client, net = client_of(function(request)
      return fail and recorder.answer("{}", 500) or list(request)
    end)
    local first = assert(client.chats:list())
    fail = true
    for _ = 1, 3 do
      local page, err = first:next()
      assert.is_nil(page)
      assert.equal("server", err.kind)
      assert.equal("list_chats", err.operation)
    end
    fail = false
    local second = assert(first:next())
    assert.equal("g2", second.items[1].groupId)
    assert.equal("g3", assert(second:next()).items[1].groupId)
    assert.equal(6, net.count)
  end)

  it("has next with options and a callback", function()
    local client, net = client_of(list_of(4, 1))
    local first = assert(client.chats:list({}, { timeout = 5, account_id = "other" }))
    local second = assert(first:next())
    assert.equal("/other/chats?cursor=c2", net.requests[2].target)
    assert.is_true(net.requests[2].timeout <= 5)
    assert(second:next({ timeout = 2, account_id = "third" }))
    assert.equal("/third/chats?cursor=c3", net.requests[3].target)
    assert.is_true(net.requests[3].timeout <= 2)
    for _, arguments in ipairs({ 1, 2 }) do
      local got
      local function callback(page, err, info)
        got = { page, err, info }
      end
      local handle
      if arguments == 1 then
        handle = second:next(callback)
      else
        handle = second:next({}, callback)
      end
      assert.equal("function", type(handle.cancel))
      assert.is_nil(got)
      fansly.run()
      assert.equal("g3", got[1].items[1].groupId)
      assert.is_nil(got[2])
      assert.equal(200, got[3].status)
    end
  end)

  it("calls back at the end and for an error, too, once and later", function()
    local client = client_of(function(request)
      return recorder.page(1, cursor_of(request) and "same" or nil)
    end)
    local last = assert(client.chats:list())
    local looped = assert(client.chats:list({ cursor = "same" }))
    for page, kind in pairs({ [last] = false, [looped] = "limit" }) do
      local calls, value, err = 0, nil, nil
      page:next(function(v, e)
        calls, value, err = calls + 1, v, e
      end)
      assert.equal(0, calls)
      fansly.run()
      assert.equal(1, calls)
      assert.is_nil(value)
      assert.equal(kind, err and err.kind or false)
    end
  end)

  it("refuses wrong options and arguments of next", function()
    local client, net = client_of(list_of(2, 1))
    local page = assert(client.chats:list())
    for field, run in pairs({
      options = function()
        return page:next("x")
      end,
      timeot = function()
        return page:next({ timeot = 1 })
      end,
      arguments = function()
        return page:next({}, {})
      end,
    }) do
      local value, err = run()
      assert.is_nil(value)
      assert.equal("validation", err.kind)
      assert.equal(field, err.field)
      assert.equal("list_chats", err.operation)
    end
    assert.equal(1, net.count)
  end)

  it("asks for the same list when the caller's table has changed since", function()
    local client, net = client_of(list_of(3, 1))
    for _, list in ipairs({
      function(args)
        return client.chats:list(args)
      end,
      function(args)
        return client:call("list_chats", args)
      end,
    }) do
      local args = { filter = "vips", search = "x" }
      local page = assert(list(args))
      args.filter, args.search, args.sort = "followers", nil, "bad"
      assert(page:next())
      assert.equal("/fansly_acc_recorder/chats?cursor=c2&filter=vips&search=x", net.requests[net.count].target)
      assert.same({ filter = "followers", sort = "bad" }, args)
    end
  end)

  it("comes from client:call as well", function()
    local client = client_of(list_of(2, 2))
    local page = assert(client:call("list_chats", { filter = "vips" }))
    assert.equal("g1", page.items[1].groupId)
    assert.equal("user1", page:account(page.items[1]).username)
    assert.equal("g3", assert(page:next()).items[1].groupId)
  end)

  it("has only the fields that were asked for", function()
    local client, net = client_of(list_of(2, 2))
    local page = assert(client.chats:list({ fields = { "groupId", "unreadCount", "nothing" } }))
    assert.same({ { groupId = "g1", unreadCount = 1 }, { groupId = "g2", unreadCount = 2 } }, page.items)
    assert.equal("user1", page.accounts.p1.username)
    assert.is_nil(page:account(page.items[1]))
    assert.same({ groupId = "g3", unreadCount = 3 }, assert(page:next()).items[1])
    assert.is_nil(net.requests[1].target:find("fields", 1, true))
    local item = client.chats:each({ fields = { "groupId" } })()
    assert.same({ groupId = "g1" }, item)
  end)

  it("with chosen fields reads the accounts when they are asked for", function()
    local whole = assert(client_of(list_of(2, 1)).chats:list())
    local page = assert(client_of(list_of(2, 1)).chats:list({ fields = { "partnerAccountId" } }))
    assert.is_nil(rawget(page, "accounts"))
    assert.is_nil(rawget(page.response, "aggregationData"))
    assert.is_nil(page.response.other)
    assert.equal("user1", page:account(page.items[1]).username)
    assert.same(whole.accounts, page.accounts)
    assert.equal(page.accounts, page.accounts)
    assert.same(whole.response.aggregationData, page.response.aggregationData)
    assert.is_nil(getmetatable(page.response))
    assert.is_nil(page.other)
    local other = assert(client_of(list_of(2, 1)).chats:list({ fields = { "partnerAccountId" } }))
    assert.same(whole.response.aggregationData, other.response.aggregationData)
    assert.same(whole.accounts, other.accounts)
    assert.equal("p2", assert(page:next()).items[1].partnerAccountId)
  end)

  it("without its items is a protocol error", function()
    for _, response in ipairs({
      "{}", "[]", '{"data":null}', '{"data":"x"}', '{"data":1}', '{"data":true}', '{"chats":[]}', "null", '"x"',
    }) do
      local client = client_of(function()
        return recorder.answer(recorder.envelope(response))
      end)
      local page, err = client.chats:list()
      assert.is_nil(page, response)
      assert.equal("protocol", err.kind)
      local ok, raised = pcall(client.chats:each())
      assert.is_false(ok)
      assert.equal("protocol", raised.kind)
    end
  end)

  it("takes a cursor that is a number for its digits, and sends it back", function()
    for given, text in pairs({ ["123456789"] = "123456789", ["1776628340000"] = "1776628340000", ['"0012"'] = "0012" }) do
      local client, net = client_of(function(request)
        return recorder.answer(recorder.envelope('{"data":[{"groupId":"g"}]}', not cursor_of(request) and given or nil))
      end)
      local page = assert(client.chats:list())
      assert.equal(text, page.next_cursor)
      assert(page:next())
      assert.equal(text, cursor_of(net.requests[2]))
    end
    local client, net = client_of(list_of(1, 1))
    net.script = function()
      return recorder.page(1)
    end
    assert.equal("42", assert(client.chats:list({ cursor = 42 })).cursor)
    assert.equal("42", cursor_of(net.requests[1]))
  end)

  it("has no next cursor where the API sends an empty one", function()
    for _, cursor in ipairs({ "null", '""', "0" }) do
      local client = client_of(function()
        return recorder.answer(recorder.envelope('{"data":[{"groupId":"g"}]}', cursor))
      end)
      assert.is_nil(assert(client.chats:list()).next_cursor)
    end
  end)

  it("sends cursors with odd characters back as they were", function()
    local odd = "a/b+c==&d=%?# \195\169\n"
    local client, net = client_of(function(request)
      return recorder.page(1, not cursor_of(request) and odd or nil)
    end)
    local page = assert(client.chats:list())
    assert.equal(odd, page.next_cursor)
    assert(page:next())
    local sent = cursor_of(net.requests[2]):gsub("%%(%x%x)", function(hex)
      return string.char(tonumber(hex, 16))
    end)
    assert.equal(odd, sent)
  end)
end)
