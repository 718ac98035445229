-- The sandbox's webhooks, and the receiver of the examples with deliveries over HTTP.

local child = require("spec.support.child")
local fansly = require("fansly")
local files = require("spec.support.files")
local sandbox = require("fansly.sandbox")

local SECRET = "webhook-secret-0123456789abcdef"
local EVENTS = { "messages.received", "messages.sent", "ppv.purchased", "tips.received", "subscriptions.new" }

local function lines_in(text)
  return select(2, text:gsub("\n", ""))
end

describe("the sandbox's webhooks #quick", function()
  local box, hook

  before_each(function()
    box = sandbox.new({ seed = 7, chats = 3 })
    hook = assert(fansly.webhook.new({ secret = SECRET }))
  end)

  it("are signed events", function()
    local keys = {}
    for _, name in ipairs(EVENTS) do
      local delivery = box:webhook(name, { secret = SECRET })
      local event = assert(hook:event(delivery.body, delivery.headers))
      assert.equal(name, event.name)
      assert.is_true(event.known)
      assert.equal(box.account_id, event.connected_account_id)
      assert.is_true(math.abs(event.time - os.time()) < 10)
      assert.is_nil(keys[event.key])
      keys[event.key] = true
      assert.is_nil((hook:event(delivery.body, box:webhook(name, { secret = "another" }).headers)))
      assert.is_nil((hook:event(delivery.body, box:webhook(name).headers)))
    end
  end)

  it("have the fields that the documentation shows", function()
    local documented = {
      ["messages.received"] = "attachments content createdAt embeds groupId id inReplyTo interactions senderId type",
      ["messages.sent"] = "attachments content createdAt embeds groupId id inReplyTo interactions senderId type",
      ["ppv.purchased"] = "accountId accountMediaId correlationAccountId orderId orderMetadata",
      ["tips.received"] = "amount correlationId",
      ["subscriptions.new"] = "",
    }
    for name, expected in pairs(documented) do
      local fields = {}
      for field in pairs(fansly.webhook.parse(box:webhook(name).body).data) do
        fields[#fields + 1] = field
      end
      table.sort(fields)
      assert.equal(expected, table.concat(fields, " "))
    end
  end)

  it("tell of what happened in the account", function()
    local client = assert(box:client())
    local chat = client.chats:list().items[2]
    local event = fansly.webhook.parse(box:webhook("messages.received", { chat_id = chat.groupId, content = "psst" }).body)
    assert.equal(chat.partnerAccountId, event.sender_id)
    local newest = client.messages:list(chat.groupId).items[1]
    assert.equal("psst", newest.content)
    assert.equal(event.message_id, newest.id)
    local seen = client.chats:list({ search = chat.partnerUsername }).items[1]
    assert.equal(chat.unreadCount + 1, seen.unreadCount)
    assert.equal(event.message_id, seen.lastUnreadMessageId)

    event = fansly.webhook.parse(box:webhook("messages.sent", { chat_id = chat.groupId }).body)
    assert.equal(client.accounts:get_current().id, event.sender_id)
    assert.equal(chat.partnerAccountId, event.fan_id)

    local message = client.messages:send_ppv(chat.groupId, { content = "x", media = "media_9", price = "4.99" })
    local bought = message.attachments[1].contentId
    event = fansly.webhook.parse(box:webhook("ppv.purchased", { chat_id = chat.groupId, account_media_id = bought }).body)
    assert.equal(bought, event.account_media_id)
    assert.equal(chat.partnerAccountId, event.buyer_id)
    assert.equal(event.sender_id, nil)
    assert.equal(client.accounts:get_current().id, event.creator_id)
    assert.equal(fansly.units.cents(499), event.price)
    event = fansly.webhook.parse(box:webhook("tips.received", { amount = 1234 }).body)
    assert.equal("$12.34", tostring(event.amount))
  end)

  it("are refused where their options cannot be meant", function()
    for _, given in ipairs({ { amount = "5" }, { amount = -1 }, { data = 5 }, { chat_id = 7 }, { ammount = 5 },
      { secret = "s ", amount = 5 }, { secret = "s", header = "a b" }, 5 }) do
      local ok, problem = pcall(box.webhook, box, "tips.received", given)
      assert.is_false(ok)
      assert.is_truthy(tostring(problem):find("^fansly.sandbox: webhook: %l+[%w_]* %l"), tostring(problem))
    end
  end)

  it("can be of a kind that is yet to come", function()
    local event = fansly.webhook.parse(box:webhook("stories.purchased", { data = { id = "7" } }).body)
    assert.equal("7", event.data.id)
    assert.has_error(function() box:webhook("stories.purchased") end,
      "fansly.sandbox: stories.purchased is no event of the API; one that is yet to come needs data")
    assert.has_error(function() box:webhook("messages.sent", { chat_id = "7" }) end,
      "fansly.sandbox: a webhook needs a chat, and there is none 7")
    assert.has_error(function() sandbox.new({ chats = 0 }):webhook("messages.sent") end)
    assert.equal("9", fansly.webhook.parse(box:webhook("tips.received", { data = { fromUser = { id = "9" } } }).body).fan_id)
  end)
end)

if not pcall(require, "http.server") then
  pending("examples/webhook.lua: there is no lua-http for this Lua")
  return
end

describe("examples/webhook.lua", function()
  local webhooks = require("fansly.sandbox.webhooks")
  local box, dir, pid, url

  local function start(journal)
    os.remove(dir .. "/out") -- one of before the restart names another port
    local program = rawget(_G, "jit") and "luajit" or "lua" .. _VERSION:match("%d%.%d")
    local command = "unset LD_PRELOAD; LUA_PATH=%s LUA_CPATH=%s FANSLY_WEBHOOK_SECRET=%s timeout 60 %s examples/webhook.lua 0 %s "
      .. ">%s/out 2>%s/err & echo $!"
    local pipe = assert(io.popen(command:format(child.quoted(package.path), child.quoted(package.cpath), SECRET, program,
      journal or dir .. "/journal", dir, dir)))
    pid = pipe:read("*l")
    pipe:close()
    for _ = 1, 100 do
      local port = (files.read(dir .. "/out") or ""):match("listening on 127.0.0.1:(%d+)\n")
      if port then
        url = "http://127.0.0.1:" .. port .. "/"
        return
      end
      os.execute("sleep 0.05")
    end
    error("the receiver did not start: " .. (files.read(dir .. "/err") or ""))
  end

  local function stop()
    os.execute("kill " .. pid)
  end

  local function output_with(line)
    for _ = 1, 100 do
      local text = files.read(dir .. "/out")
      if text:find(line, 1, true) then
        return text
      end
      os.execute("sleep 0.02")
    end
    error(("no %q in %s%s"):format(line, files.read(dir .. "/out"), files.read(dir .. "/err")))
  end

  local function journal()
    return files.read(dir .. "/journal") or ""
  end

  before_each(function()
    local pipe = assert(io.popen('mktemp -d "${TMPDIR:-/tmp}/fansly-webhook.XXXXXX"'))
    dir = pipe:read("*l")
    pipe:close()
    box = sandbox.new({ seed = 7, chats = 3 })
  end)

  after_each(function()
    stop()
    os.execute("rm -r '" .. dir .. "'")
  end)

  it("stores all five events, and works on each once", function()
    start()
    local deliveries = {}
    for i, name in ipairs(EVENTS) do
      deliveries[i] = box:webhook(name, { secret = SECRET, url = url })
      assert.equal(204, deliveries[i].status, deliveries[i].problem)
    end
    for _, delivery in ipairs(deliveries) do
      assert.equal(204, webhooks.send(delivery, url))
    end
    local output = output_with("a new subscription")
    assert.equal(6, lines_in(output), output)
    local event = fansly.webhook.parse(deliveries[3].body)
    local line = ("order %s: %s bought %s for $25.00\n"):format(event.order_id, event.buyer_id, event.account_media_id)
    assert.truthy(output:find(line, 1, true))
    assert.truthy(output:find("a tip of $5.00\n", 1, true))
    assert.equal(5, lines_in(journal()))
    for i, name in ipairs(EVENTS) do
      assert.truthy(journal():find(deliveries[i].body, 1, true), name)
    end
  end)

  it("goes on behind an event that lacks what others have", function()
    start()
    local hook = assert(fansly.webhook.new({ secret = SECRET }))
    for i, name in ipairs(EVENTS) do
      local body = ('{"event":"%s","data":{"extra":%d}}'):format(name, i)
      assert.equal(204, webhooks.send({ body = body, headers = { signature = hook:sign(body) } }, url))
    end
    assert.equal(204, box:webhook("tips.received", { secret = SECRET, url = url, amount = 700 }).status)
    assert.equal(2 + #EVENTS, lines_in(output_with("a tip of $7.00")))
    assert.equal("", files.read(dir .. "/err"))
  end)

  it("knows duplicates after a restart", function()
    start()
    local delivery = box:webhook("messages.received", { secret = SECRET, url = url })
    local spread = { body = box:webhook("tips.received").body:gsub(",", ",\r\n") }
    spread.headers = { signature = assert(fansly.webhook.new({ secret = SECRET })):sign(spread.body) }
    assert.equal(204, webhooks.send(spread, url))
    stop()
    start()
    assert.equal(204, webhooks.send(delivery, url))
    assert.equal(204, webhooks.send(spread, url))
    assert.equal(204, box:webhook("tips.received", { secret = SECRET, url = url, amount = 700 }).status)
    assert.equal(2, lines_in(output_with("a tip of $7.00")))
    assert.equal(3, lines_in(journal()))
  end)

  it("stores nothing that is not signed, too large, or no event", function()
    start()
    assert.equal(401, box:webhook("tips.received", { url = url }).status)
    assert.equal(401, box:webhook("tips.received", { url = url, secret = "another" }).status)
    local delivery = box:webhook("tips.received", { secret = SECRET })
    delivery.body = delivery.body:gsub("500", "501")
    assert.equal(401, webhooks.send(delivery, url))
    local hook = assert(fansly.webhook.new({ secret = SECRET }))
    assert.equal(400, webhooks.send({ body = "{", headers = { signature = hook:sign("{") } }, url))
    local large = "{}" .. (" "):rep(2 ^ 20)
    assert.equal(413, webhooks.send({ body = large, headers = { signature = hook:sign(large) } }, url))
    local pipe = io.popen("curl -s -o /dev/null -m 5 -w '%{http_code}' -X POST -H 'Content-Length: 99999999999999999999' " .. url)
    assert.equal("000", pipe:read("*a")) -- is hung up on, and the next one is answered
    pipe:close()
    assert.equal(401, box:webhook("tips.received", { url = url }).status)
    assert.equal("", journal())
    assert.is_nil(files.read(dir .. "/err"):find(SECRET, 1, true))
  end)

  it("asks for another delivery when it cannot store one", function()
    start(dir .. "/nowhere/journal")
    local delivery = box:webhook("tips.received", { secret = SECRET, url = url })
    assert.equal(503, delivery.status)
    assert.equal(503, webhooks.send(delivery, url))
    assert.equal(1, lines_in(files.read(dir .. "/out")))
  end)
end)
