--- What became of a send that broke off: found out by reading, and told truly.

local errors = require("fansly.error")
local fansly = require("fansly")
local sandbox = require("fansly.sandbox")

-- A sandbox whose answers to sends can be lost on the way, or never get there.
local function losing()
  local box = sandbox.new({ seed = 7, chats = 5 })
  local read = box.read
  local lost = {}
  function box.read(self, id, want)
    local exchange = read(self, id, want)
    if lost.answer then
      lost.answer = false
      return { outcome = "maybe_sent", fault = "network", detail = "the connection broke" }
    end
    return exchange
  end
  local client = assert(box:client({ max_retries = 0 }))
  local chat = assert(client.chats:list()).items[1]
  return client, chat, box, lost
end

describe("reconcile", function()
  local client, chat, box, lost

  local function send(params)
    lost.answer = true
    local _, err = client.messages:send(chat.groupId, params)
    assert.is_true(err.maybe_sent)
    return err
  end

  -- As a server that never acted on what it received.
  local function unsend()
    local messages = box.model.account.chat_by_id[chat.groupId].messages
    table.remove(messages)
  end

  before_each(function()
    client, chat, box, lost = losing()
  end)

  it("finds the message that was sent", function()
    local err = send({ content = "hello" })
    for _ = 1, 15 do
      assert(client.messages:send(chat.groupId, { content = "later" }))
    end
    local state, message = client.messages:reconcile(err)
    assert.equal("sent", state)
    assert.equal("hello", message.content)
  end)

  it("tells messages apart by their media", function()
    local err = send({ content = "look", mediaId = "media_1", access_type = "ppv", price = 4 })
    assert(client.messages:send(chat.groupId, { content = "look" }))
    assert(client.messages:send(chat.groupId, { content = "look", mediaId = "media_2" }))
    local state, message = client.messages:reconcile(err, { grace = 0 })
    assert.equal("sent", state)
    assert.equal(1, #message.attachments)
    unsend()
    unsend()
    unsend()
    assert.equal("not_sent", (client.messages:reconcile(err, { grace = 0 })))
  end)

  it("knows its media where an answer has the id as a number", function()
    local err = send({ content = "look", mediaId = "7" })
    local used = box.model.account.state.account_media
    used[#used].mediaId = 7
    assert.equal("sent", (client.messages:reconcile(err, { grace = 0 })))
  end)

  it("does so for several media, too", function()
    local media = { "media_1", { mediaId = "media_2", previewId = "p" } }
    local err = send({ content = "look", mediaIds = media, access_type = { "ppv" }, price = 4 })
    assert(client.messages:send(chat.groupId, { content = "look" }))
    assert(client.messages:send(chat.groupId, { content = "look", mediaIds = { "media_3" } }))
    local state, message = client.messages:reconcile(err, { grace = 0 })
    assert.equal("sent", state)
    assert.equal(2, #message.attachments)
    unsend()
    unsend()
    unsend()
    assert.equal("not_sent", (client.messages:reconcile(err, { grace = 0 })))
  end)

  it("takes attachments that the API does not explain for those sent", function()
    local err = send({ content = "look", mediaIds = { "media_1", "media_2" } })
    local messages = box.model.account.chat_by_id[chat.groupId].messages
    messages[#messages].attachments = { { contentType = 2, contentId = "bundle_1" } }
    assert.equal("sent", (client.messages:reconcile(err, { grace = 0 })))
  end)

  it("does not take the fan's message for one's own", function()
    local err = send({ content = "hi" })
    unsend()
    local account = box.model.account
    account:post(account.chat_by_id[chat.groupId], chat.partnerAccountId, "hi", os.time())
    assert.equal("not_sent", (client.messages:reconcile(err, { grace = 0 })))
  end)

  it("does not take an old message for the one sent", function()
    local account = box.model.account
    account:post(account.chat_by_id[chat.groupId], account.native_id, "again", os.time() - 600)
    local err = send({ content = "again" })
    unsend()
    assert.equal("not_sent", (client.messages:reconcile(err, { grace = 0 })))
  end)

  -- Has what is read changed on its way.
  local function rewrite(change)
    local read = box.read
    function box.read(...)
      local exchange = read(...)
      change(exchange)
      return exchange
    end
  end

  it("finds the message of a machine that was suspended meanwhile, when none but the clock of the day went on", function()
    local err, awake = send({ content = "before the nap" }), os.time
    rewrite(function(exchange)
      exchange.timestamp = fansly.units.iso(awake() + 3600)
    end)
    os.time = function() -- luacheck: ignore 122
      return awake() + 3600
    end
    local ok, state = pcall(client.messages.reconcile, client.messages, err, { grace = 0 })
    os.time = awake -- luacheck: ignore 122
    assert.is_true(ok, state)
    assert.equal("sent", state)
  end)

  it("takes a text for the one sent whatever became of its white space", function()
    local err = send({ content = " two\r\nlines  \n" })
    local messages = box.model.account.chat_by_id[chat.groupId].messages
    messages[#messages].content = "two\nlines"
    assert.equal("sent", (client.messages:reconcile(err, { grace = 0 })))
    messages[#messages].content = "twolines"
    assert.equal("not_sent", (client.messages:reconcile(err, { grace = 0 })))
  end)

  it("knows its own messages by native ids that are numbers, too", function()
    local err = send({ content = "hi" })
    local native = box.model.account.native_id
    rewrite(function(exchange)
      if not exchange.items then
        exchange.value.account.id = 42
      end
      for _, message in ipairs(exchange.items or {}) do
        message.senderId = message.senderId == native and 42 or message.senderId
      end
    end)
    assert.equal("sent", (client.messages:reconcile(err, { grace = 0 })))
  end)

  it("does not say that nothing was sent where the server's clock is not known", function()
    local err = send({ content = "hi" })
    rewrite(function(exchange)
      exchange.timestamp = nil
    end)
    assert.equal("sent", (client.messages:reconcile(err, { grace = 0 })))
    unsend()
    assert.equal("unknown", (client.messages:reconcile(err, { grace = 0 })))
  end)

  it("leaves two identical texts unknown", function()
    send({ content = "twice" })
    local state, message = client.messages:reconcile(send({ content = "twice" }), { grace = 0 })
    assert.equal("unknown", state)
    assert.is_nil(message)
  end)

  it("waits for the grace period before it says that nothing was sent, and looks again", function()
    local err = send({ content = "slow server" })
    unsend()
    local account = box.model.account
    local late = fansly.go(function()
      fansly.sleep(0.1)
      account:post(account.chat_by_id[chat.groupId], account.native_id, "slow server", os.time())
    end)
    local waiting = fansly.go(function()
      return client.messages:reconcile(err, { grace = 0.3 })
    end)
    assert.equal("sent", (waiting:wait()))
    late:wait()
  end)

  it("sends nothing, ever", function()
    local err = send({ content = "once" })
    unsend()
    local before = #box.model.account.chat_by_id[chat.groupId].messages
    assert.equal("not_sent", (client.messages:reconcile(err, { grace = 0 })))
    assert.equal(before, #box.model.account.chat_by_id[chat.groupId].messages)
  end)

  it("reads nothing where the error says that nothing was sent", function()
    local _, err = client.messages:send("no_such_chat", { content = "x" })
    assert.is_false(err.maybe_sent)
    function box.submit()
      error("something was asked for")
    end
    assert.equal("not_sent", (client.messages:reconcile(err)))
  end)

  it("gives the error where reading fails", function()
    local err = send({ content = "x" })
    client:close()
    local state, problem = client.messages:reconcile(err, { grace = 0 })
    assert.is_nil(state)
    assert.equal("closed", problem.kind)
  end)

  it("answers by a callback, and in a task", function()
    local err = send({ content = "async" })
    local told
    client.messages:reconcile(err, { grace = 0 }, function(state)
      told = state
    end)
    assert.is_nil(told)
    fansly.run()
    assert.equal("sent", told)
  end)

  it("refuses what is no error of a send, and bad options", function()
    local err = send({ content = "x" })
    local state, problem = client.messages:reconcile(err, {}, "x")
    assert.is_nil(state)
    assert.equal("arguments", problem.field)
    for _, bad in ipairs({ "x", {}, errors.new({ kind = "network", message = "x", operation = "list_chats" }) }) do
      state, problem = client.messages:reconcile(bad)
      assert.is_nil(state)
      assert.equal("validation", problem.kind)
      assert.equal("err", problem.field)
    end
    for _, options in ipairs({ { grace = -1 }, { grace = "x" }, { grace = 0 / 0 }, { wait = 1 }, "x" }) do
      state, problem = client.messages:reconcile(err, options)
      assert.is_nil(state)
      assert.equal("validation", problem.kind)
    end
    state, problem = client.messages:reconcile(err, {}, "callback")
    assert.is_nil(state)
    assert.equal("arguments", problem.field)
  end)
end)

describe("messages:list", function()
  it("walks a history, newest first, ten a page at most", function()
    local client, chat = losing()
    for i = 1, 25 do
      assert(client.messages:send(chat.groupId, { content = "m" .. i }))
    end
    local page = assert(client.messages:list(chat.groupId))
    assert.equal(10, #page.items)
    assert.equal("m25", page.items[1].content)
    local texts = {}
    for message in client.messages:each(chat.groupId, { limit = 7, max_items = 25 }) do
      texts[#texts + 1] = message.content
    end
    assert.equal("m1", texts[25])
    local _, err = client.messages:list(chat.groupId, { limit = 11 })
    assert.equal("limit", err.field)
  end)
end)

describe("on_attempt", function()
  it("is told of each try, of nothing that identifies anybody, and after the call has gone on", function()
    local client, chat, _, lost = losing()
    local tries = {}
    lost.answer = true
    local options = {
      max_retries = 1,
      on_attempt = function(attempt)
        tries[#tries + 1] = attempt
      end,
    }
    assert(client.chats:mute(chat.partnerAccountId, options))
    fansly.run()
    assert.equal(2, #tries)
    assert.same({ 1, "maybe_sent", "network" }, { tries[1].attempt, tries[1].outcome, tries[1].kind })
    assert.is_number(tries[1].retry_in)
    assert.same({ 2, "done", 201 }, { tries[2].attempt, tries[2].outcome, tries[2].status })
    assert.is_nil(tries[2].retry_in)
    assert.equal("/{account_id}/chats/mute", tries[2].path)
    for _, attempt in ipairs(tries) do
      for _, value in pairs(attempt) do
        assert.is_nil(tostring(value):find(chat.partnerAccountId, 1, true))
      end
    end
  end)
end)
