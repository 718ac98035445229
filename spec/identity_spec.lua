-- Who the account is, and which messages are its own.

local errors = require("fansly.error")
local fansly = require("fansly")
local hostile = require("spec.support.hostile")
local recorder = require("spec.support.recorder")
local sandbox = require("fansly.sandbox")

local NATIVE = "100000000000000001"

local function profile_of(id)
  return recorder.answer(recorder.envelope(('{"account":{"id":%s,"username":"creator_name"}}'):format(id)))
end

local function net_of(id)
  return recorder.new(function() return profile_of(id or '"' .. NATIVE .. '"') end)
end

describe("me #quick", function()
  it("asks once, and then knows", function()
    local net = net_of()
    local client = net:client()
    local me, err, info = client:me()
    assert.is_nil(err)
    assert.equal(NATIVE, me.id)
    assert.equal("creator_name", me.username)
    assert.equal(1, info.credits)
    assert.equal(me, client:me())
    assert.equal(me, client:account(client.config.account_id):me())
    assert.equal(1, net.count)
    assert.equal("/fansly_acc_recorder/me", net.requests[1].target)
  end)

  it("knows each account by itself, and each client", function()
    local net = net_of()
    local client = net:client()
    assert(client:me())
    assert(client:account("other"):me())
    assert(client:account("other"):me())
    assert.equal(2, net.count)
    assert.equal("/other/me", net.requests[2].target)
    assert(require("fansly.identity").me(client, "third")) -- as reconcile does
    assert.equal("/third/me", net.requests[3].target)
    assert(net:client():me())
    assert.equal(4, net.count)
  end)

  it("does not keep a failure", function()
    local net = recorder.new(function(_, number)
      return number == 1 and recorder.answer("{}", 403) or profile_of('"' .. NATIVE .. '"')
    end)
    local client = net:client()
    local me, err = client:me()
    assert.is_nil(me)
    assert.equal("forbidden", err.kind)
    assert.equal(NATIVE, client:me().id)
  end)

  it("has to have a native id, whose digits it keeps", function()
    assert.equal(NATIVE, net_of(NATIVE):client():me().id)
    assert.equal("42", net_of("42"):client():me().id)
    for _, id in ipairs({ "null", '""', '"a/b"', "{}", "true" }) do
      local me, err = net_of(id):client():me()
      assert.is_nil(me)
      assert.equal("protocol", err.kind)
      assert.equal("get_current_account", err.operation)
    end
    local me, err = recorder.new(function() return recorder.answer(recorder.envelope("7")) end):client():me()
    assert.is_nil(me)
    assert.equal("protocol", err.kind)
  end)

  it("tells by a callback, too", function()
    local net = net_of()
    local client = net:client()
    local told = {}
    for i = 1, 2 do
      client:me(function(me) told[i] = me.id end)
      assert.is_nil(told[i])
      fansly.run()
      assert.equal(NATIVE, told[i])
    end
    assert.equal(1, net.count)
  end)

  it("waits inside a task", function()
    local client = net_of():client()
    local task = fansly.go(function() return client:me().id end)
    assert.equal(NATIVE, task:wait())
  end)

  it("takes nothing but a function", function()
    local net = net_of()
    local client = net:client()
    for _, value in ipairs({ "x", { timeout = 5 }, true }) do
      for _, err in ipairs({ select(2, client:me(value)), (select(2, client:is_mine({ senderId = NATIVE }, value))) }) do
        assert.equal("validation", err.kind)
        assert.equal("arguments", err.field)
      end
      local told
      client:me(value, function(_, err)
        told = err.field
      end)
      fansly.run()
      assert.equal("arguments", told)
    end
    assert.equal(0, net.count)
  end)

  it("needs an account", function()
    local me, err = net_of():client({ account_id = false }):me()
    assert.is_nil(me)
    assert.equal("config", err.kind)
    local client = net_of():client()
    assert.has_error(function() client.me() end)
    assert.has_error(function() client.is_mine({}) end)
  end)
end)

describe("is_mine #quick", function()
  it("compares the sender with the native id", function()
    local net = net_of()
    local client = net:client()
    assert.is_true(client:is_mine({ senderId = NATIVE }))
    assert.is_false(client:is_mine({ senderId = "300000000000000001" }))
    assert.is_false(client:is_mine({ senderId = "fansly_acc_recorder" }))
    assert.equal(1, net.count)
    assert.is_true(net_of("42"):client():is_mine({ senderId = 42 }))
  end)

  it("refuses what is no message, and sends nothing for it", function()
    local net = net_of()
    local client = net:client()
    for _, message in ipairs({
      7, "x", true, {}, { senderId = "" }, { senderId = {} }, { senderId = false }, { id = NATIVE }, hostile.table(),
    }) do
      local mine, err = client:is_mine(message)
      assert.is_nil(mine)
      assert.is_true(errors.is(err))
      assert.equal("validation", err.kind)
    end
    assert.is_nil((client:is_mine(nil)))
    assert.equal(0, net.count)
  end)

  it("answers an error where the profile cannot be had", function()
    local mine, err = recorder.new(function() return recorder.answer("{}", 401) end):client():is_mine({ senderId = NATIVE })
    assert.is_nil(mine)
    assert.equal("auth", err.kind)
  end)

  it("tells by a callback, too", function()
    local client = net_of():client()
    local told
    client:is_mine({ senderId = NATIVE }, function(mine) told = mine end)
    assert.is_nil(told)
    fansly.run()
    assert.is_true(told)
  end)

  it("refuses a callback that is no function, as me does", function()
    local net = net_of()
    local client = net:client()
    for _, callback in ipairs({ 7, "x", true, {} }) do
      local mine, err = client:is_mine({ senderId = NATIVE }, callback)
      assert.is_nil(mine)
      assert.equal("arguments", err.field)
      local me, problem = client:me(callback)
      assert.is_nil(me)
      assert.equal("arguments", problem.field)
    end
    assert.equal(0, net.count)
  end)

  it("knows whose messages of a chat are whose, and whose events", function()
    local box = sandbox.new({ seed = 7, chats = 3 })
    local client = assert(box:client())
    local chat = client.chats:list().items[1]
    local sent = assert(client.messages:send(chat.groupId, { content = "hi" }))
    local received = fansly.webhook.parse(box:webhook("messages.received", { chat_id = chat.groupId }).body)
    assert.is_true(client:is_mine(sent))
    assert.is_false(client:is_mine(received.data))
    assert.is_true(client:is_mine(fansly.webhook.parse(box:webhook("messages.sent").body).data))
    for message in client.messages:each(chat.groupId) do
      assert.equal(message.senderId ~= chat.partnerAccountId, client:is_mine(message))
    end
  end)
end)
