-- Webhooks: deliveries become events, and only those with a signature that fits.

local child = require("spec.support.child")
local errors = require("fansly.error")
local fansly = require("fansly")
local hostile = require("spec.support.hostile")

local webhook = fansly.webhook

local SECRET = "webhook-secret-0123456789abcdef"

-- The deliveries that integrators have shown, and what is named in them.
local message = '{"type":1,"attachments":[],"content":"hello","groupId":"200000000000000001","senderId":"%s","inReplyTo":"",'
  .. '"interactions":[{"groupId":"200000000000000001","userId":"300000000000000001","readAt":0,"deliveredAt":0,'
  .. '"messageId":"400000000000000001"}],"id":"400000000000000001","createdAt":1783533902.804,"embeds":[]}'

local function delivery(name, data)
  return ('{"event":"%s","accountId":"fansly_acc_placeholder","timestamp":"2026-07-08T18:05:05.157Z","data":%s}'):format(name, data)
end

local deliveries = {
  ["messages.received"] = delivery("messages.received", message:format("300000000000000001")),
  ["messages.sent"] = delivery("messages.sent", message:format("100000000000000001")),
  ["ppv.purchased"] = delivery("ppv.purchased", '{"orderId":"590000000000000001","accountMediaId":"500000000000000001",'
    .. '"accountId":"300000000000000001","correlationAccountId":"100000000000000001","orderMetadata":{"accountMediaPrice":2500}}'),
  ["tips.received"] = delivery("tips.received", '{"amount":500,"correlationId":"590000000000000002"}'),
  ["subscriptions.new"] = delivery("subscriptions.new", "{}"),
}

local function event_of(name, data)
  return assert(webhook.parse(delivery(name, data)))
end

local function refused(kind, value, err)
  assert.is_nil(value)
  assert.is_true(errors.is(err))
  assert.equal(kind, err.kind, err.message)
  assert.is_nil(tostring(err):find(SECRET, 1, true))
  return err
end

describe("an event #quick", function()
  it("has its name, account and time", function()
    for name, raw in pairs(deliveries) do
      local event = assert(webhook.parse(raw))
      assert.equal(name, event.name)
      assert.is_true(event.known)
      assert.equal("fansly_acc_placeholder", event.connected_account_id)
      assert.equal("2026-07-08T18:05:05.157Z", event.timestamp)
      assert.equal(1783533905.157, event.time)
      assert.equal(name, event.body.event)
      assert.equal(event.body.data, event.data)
    end
  end)

  it("names the ids of messages", function()
    local received = assert(webhook.parse(deliveries["messages.received"]))
    assert.equal("400000000000000001", received.message_id)
    assert.equal("200000000000000001", received.chat_id)
    assert.equal("300000000000000001", received.sender_id)
    assert.is_nil(received.fan_id)
    assert.equal(1783533902.804, received.data.createdAt)
    local sent = assert(webhook.parse(deliveries["messages.sent"]))
    assert.equal("100000000000000001", sent.sender_id)
    assert.equal("300000000000000001", sent.fan_id)
  end)

  it("tells the two accounts of a purchase apart", function()
    local event = assert(webhook.parse(deliveries["ppv.purchased"]))
    assert.equal("300000000000000001", event.buyer_id)
    assert.equal("100000000000000001", event.creator_id)
    assert.equal("590000000000000001", event.order_id)
    assert.equal("500000000000000001", event.account_media_id)
    assert.equal(fansly.units.cents(2500), event.price)
    assert.is_nil(event.accountId)
    local in_text = event_of("ppv.purchased", [[{"orderId":"1","orderMetadata":"{\"accountMediaPrice\":499}"}]])
    assert.equal("$4.99", tostring(in_text.price))
    assert.equal("string", type(in_text.data.orderMetadata))
  end)

  it("does not guess the fan of a tip", function()
    local event = assert(webhook.parse(deliveries["tips.received"]))
    assert.equal("$5.00", tostring(event.amount))
    assert.equal("590000000000000002", event.correlation_id)
    assert.is_nil(event.fan_id)
    assert.equal("7", event_of("tips.received", '{"amount":500,"fromUser":{"id":"7"}}').fan_id)
  end)

  it("does not guess whom a message went to", function()
    for data, expected in pairs({
      ['{"senderId":"1","interactions":[{"userId":"1"},{"userId":"2"}]}'] = "2",
      ['{"senderId":"1","interactions":[{"userId":"2"},{"userId":"2"}]}'] = "2",
      ['{"senderId":"1","interactions":[{"userId":"2"},{"userId":"3"}]}'] = false,
      ['{"senderId":"1","interactions":[{"userId":"1"}]}'] = false,
      ['{"senderId":"1","interactions":[null,7,{}]}'] = false,
      ['{"senderId":"1","interactions":{"userId":"2"}}'] = false,
    }) do
      assert.equal(expected or nil, event_of("messages.sent", data).fan_id, data)
    end
  end)

  it("survives when nobody knows it", function()
    local event = event_of("stories.purchased", '{"id":"1","accountId":"2","deep":{"a":[1,null]}}')
    assert.equal("stories.purchased", event.name)
    assert.is_false(event.known)
    assert.equal("2", event.data.accountId)
    assert.equal(1, event.data.deep.a[1])
    local older = assert(webhook.parse('{"event_type":"message","payload":{"payload":{"id":"1"}}}'))
    assert.equal("unknown", older.name)
    assert.is_false(older.known)
    assert.equal("1", older.body.payload.payload.id)
    assert.same({}, older.data)
  end)

  it("keeps the digits of ids, and leaves out what is none", function()
    local event = event_of("ppv.purchased",
      '{"orderId":590000000000000001,"accountId":42,"accountMediaId":"a/b","correlationAccountId":{}}')
    assert.equal("590000000000000001", event.order_id)
    assert.equal("42", event.buyer_id)
    assert.is_nil(event.account_media_id)
    assert.is_nil(event.creator_id)
    assert.equal("ppv.purchased:fansly_acc_placeholder:590000000000000001", event.key)
  end)

  it("is read whatever is in it", function()
    for _, data in ipairs({ "null", "[]", "[1,2]", "7", '"x"', '{"id":true,"interactions":7,"orderMetadata":7,"amount":"x","fromUser":7}',
      '{"orderMetadata":"{","amount":1.5,"fromUser":{"id":{}}}', '{"orderMetadata":"7"}', '{"orderMetadata":"[null]"}' }) do
      for name in pairs(deliveries) do
        local event = event_of(name, data)
        assert.equal(name, event.name)
        assert.equal("table", type(event.data))
        assert.is_nil(event.price)
        assert.is_nil(event.amount)
        assert.equal(delivery(name, data), event.key)
      end
    end
    for _, raw in ipairs({ "{}", '{"event":7,"accountId":{},"timestamp":[]}', '{"event":"tips.received","timestamp":"soon"}' }) do
      assert.is_nil(assert(webhook.parse(raw)).time)
    end
  end)
end)

describe("the key of an event #quick", function()
  local function key(name, data, account)
    local raw = delivery(name, data):gsub("placeholder", account or "placeholder")
    return assert(webhook.parse(raw)).key
  end

  it("is made of name, account and id", function()
    assert.equal("messages.received:fansly_acc_placeholder:400000000000000001", webhook.parse(deliveries["messages.received"]).key)
    assert.equal("ppv.purchased:fansly_acc_placeholder:590000000000000001", webhook.parse(deliveries["ppv.purchased"]).key)
    assert.equal(key("messages.sent", '{"id":"1"}'), key("messages.sent", '{"id":"1","content":"other"}'))
  end)

  it("differs for different events", function()
    assert.are_not.equal(key("messages.sent", '{"id":"1"}'), key("messages.received", '{"id":"1"}'))
    assert.are_not.equal(key("messages.sent", '{"id":"1"}'), key("messages.sent", '{"id":"2"}'))
    assert.are_not.equal(key("messages.sent", '{"id":"1"}'), key("messages.sent", '{"id":"1"}', "another"))
    -- two tips for one post
    assert.are_not.equal(key("tips.received", '{"amount":5,"correlationId":"1"}'), key("tips.received", '{"amount":6,"correlationId":"1"}'))
  end)

  it("is the whole delivery where it has no id of its own", function()
    for _, name in ipairs({ "tips.received", "subscriptions.new" }) do
      assert.equal(deliveries[name], webhook.parse(deliveries[name]).key)
    end
    assert.equal(delivery("messages.read", '{"id":"1"}'), key("messages.read", '{"id":"1"}'))
  end)
end)

describe("a delivery #quick", function()
  it("has to be a JSON object of a reasonable size and depth", function()
    for _, raw in ipairs({ "", "hello", "{", '{"event":', "[1]", "7", "null", '"x"', "{}{}", "\0", '{"a":"\255"}' }) do
      refused("protocol", webhook.parse(raw))
    end
    refused("limit", webhook.parse(("["):rep(100)))
    refused("limit", webhook.parse('{"data":' .. ('{"a":'):rep(70) .. "1" .. ("}"):rep(71)))
    assert(webhook.parse("{}" .. (" "):rep(2 ^ 20 - 2)))
    refused("limit", webhook.parse("{}" .. (" "):rep(2 ^ 20 - 1)))
    for _, raw in ipairs({ 7, true, {}, hostile.table() }) do
      refused("validation", webhook.parse(raw))
    end
    refused("validation", webhook.parse(nil))
  end)
end)

describe("a hook #quick", function()
  local raw = deliveries["ppv.purchased"]
  local hook = assert(webhook.new({ secret = SECRET }))

  it("signs as OpenSSL does", function()
    local function openssl(rest)
      local pipe = assert(io.popen(("unset LD_PRELOAD; printf '{}' | openssl dgst -sha256 -hmac '%s' %s"):format(SECRET, rest)))
      local line = pipe:read("*l")
      pipe:close()
      return line
    end
    assert.equal(openssl(""):match("%x+$"), hook:sign("{}"))
    local other = assert(webhook.new({ secret = SECRET, encoding = "base64", prefix = "v1=" }))
    assert.equal("v1=" .. openssl("-binary | openssl base64"), other:sign("{}"))
  end)

  it("signs bytes alone", function()
    for _, wrong in ipairs({ 5, {}, true }) do
      local none, err = assert(webhook.new({ secret = "s" })):sign(wrong)
      assert.is_nil(none)
      assert.equal("body", err.field)
    end
  end)

  it("takes a delivery whose signature fits", function()
    local signature = hook:sign(raw)
    for _, headers in ipairs({
      { Signature = signature }, { signature = signature }, { ["SIGNATURE"] = signature:upper() }, { Signature = { signature } }, signature,
      { get = function(_, name) if name == "signature" then return signature end end },
    }) do
      assert.is_true(assert(hook:verify(raw, headers)))
      assert.equal("300000000000000001", assert(hook:event(raw, headers)).buyer_id)
    end
  end)

  it("refuses every other", function()
    local signature = hook:sign(raw)
    local first = signature:sub(1, 1) == "0" and "1" or "0"
    for label, headers in pairs({
      ["no header"] = {}, empty = { Signature = "" }, ["another header"] = { ["X-Signature"] = signature },
      ["one character"] = { Signature = first .. signature:sub(2) }, short = { Signature = signature:sub(1, -2) },
      long = { Signature = signature .. "0" }, twice = { Signature = { signature, signature } }, number = { Signature = 7 },
      both = { Signature = signature, signature = signature }, prefixed = { Signature = "sha256=" .. signature },
      ["of another body"] = { Signature = hook:sign(raw .. " ") }, ["no list"] = { Signature = {} },
      ["another secret"] = { Signature = assert(webhook.new({ secret = "other" })):sign(raw) }, boolean = { Signature = true },
      ["the secret"] = { Signature = SECRET }, ["the body"] = { Signature = raw }, list = { signature },
      ["two of lua-http"] = { get = function() return signature, signature end },
    }) do
      local err = refused("auth", hook:event(raw, headers))
      assert.is_truthy(tostring(err):find("answer 401", 1, true), label)
      refused("auth", hook:verify(raw, headers))
    end
    for _, headers in ipairs({ 7, true, "" }) do
      refused("auth", hook:event(raw, headers))
    end
    refused("auth", hook:event(raw, nil))
    refused("auth", hook:event(raw:gsub("2500", "2501"), { Signature = signature }))
    assert.equal("there is no header Signature", select(2, hook:event(raw, {})).message)
  end)

  it("is set to the header, prefix and encoding of the sender", function()
    local other = assert(webhook.new({ secret = SECRET, header = "X-Fansly-Signature", prefix = "sha256=", encoding = "base64" }))
    local signature = other:sign(raw)
    assert.equal("sha256=", signature:sub(1, 7))
    assert(other:event(raw, { ["x-fansly-signature"] = signature }))
    refused("auth", other:event(raw, { ["x-fansly-signature"] = signature:lower() }))
    refused("auth", other:event(raw, { ["x-fansly-signature"] = signature:sub(8) }))
    refused("auth", other:event(raw, { ["x-fansly-signature"] = "SHA256=" .. signature:sub(8) }))
    refused("auth", other:event(raw, { ["x-fansly-signature"] = signature:gsub("=$", "") }))
    refused("auth", other:event(raw, { Signature = signature }))
    refused("auth", hook:event(raw, { Signature = signature }))
  end)

  it("checks before it reads, and reads within its bounds", function()
    refused("auth", hook:event("{", { Signature = "x" }))
    refused("protocol", hook:event("{", { Signature = hook:sign("{") }))
    local small = assert(webhook.new({ secret = SECRET, max_size = 100 }))
    refused("limit", small:verify((" "):rep(101), {}))
    refused("validation", small:event(nil, {}))
  end)

  it("compares under a key that nobody knows, so that time tells nothing", function()
    local hmac = require("openssl.hmac")
    local new, keys = hmac.new, {}
    hmac.new = function(key, ...)
      keys[#keys + 1] = key
      return new(key, ...)
    end
    local signature = hook:sign(raw)
    hook:verify(raw, { Signature = signature })
    hook:verify(raw, { Signature = signature:sub(2) })
    hmac.new = new
    local first, second = keys[3], keys[6]
    assert.same({ SECRET, SECRET, first, first, SECRET, second, second }, keys)
    assert.is_true(#first == 32 and #second == 32 and first ~= second and first ~= SECRET)
  end)

  it("checks bytes, not text", function()
    for _, bytes in ipairs({ "", "\0", "\255\254\0\1", "{}\n", ("x"):rep(100000) }) do
      assert(hook:verify(bytes, { Signature = hook:sign(bytes) }))
      refused("auth", hook:verify(bytes .. "\0", { Signature = hook:sign(bytes) }))
    end
  end)

  it("is not made without a secret, or with what cannot be meant", function()
    for _, case in ipairs({
      { nil, "options" }, { 7, "options" }, { {}, "secret" }, { { secret = "" }, "secret" }, { { secret = 7 }, "secret" },
      { { secret = SECRET .. "\n" }, "secret" }, { { secret = " " .. SECRET }, "secret" }, { { secret = false }, "secret" },
      { { secret = SECRET, header = "" }, "header" }, { { secret = SECRET, header = "a b" }, "header" },
      { { secret = SECRET, header = 7 }, "header" }, { { secret = SECRET, prefix = 7 }, "prefix" },
      { { secret = SECRET, prefix = "\n" }, "prefix" },
      { { secret = SECRET, encoding = "rot13" }, "encoding" }, { { secret = SECRET, encoding = {} }, "encoding" },
      { { secret = SECRET, max_size = 0 }, "max_size" }, { { secret = SECRET, max_size = "1" }, "max_size" },
      { { secrets = SECRET }, "secrets" },
    }) do
      assert.equal(case[2], refused("config", webhook.new(case[1])).field)
    end
    assert.is_truthy(select(2, webhook.new({ secrets = "x" })).message:find("secret", 1, true))
  end)

  it("does not show the secret", function()
    local seen = {}
    local function walk(value)
      assert.are_not.equal(SECRET, value)
      if type(value) == "table" and not seen[value] then
        seen[value] = true
        for name, each in pairs(value) do
          walk(name)
          walk(each)
        end
      end
    end
    walk(hook)
    walk(webhook)
  end)

  it("says which rock is missing", function()
    local output, status = child.run([[
      for _, name in ipairs({ "openssl.hmac", "openssl.rand" }) do
        package.loaded[name] = nil
        package.preload[name] = function() error("not here") end
      end
      local fansly = require("fansly")
      assert(fansly.webhook.parse('{"event":"x"}').name == "x") -- reading needs none
      local hook, err = fansly.webhook.new({ secret = "s" })
      print(hook, err.kind, err)
    ]])
    assert.equal(0, status, output)
    assert.truthy(output:find("^nil\tconfig\t.*luaossl is missing.*lua%-luaossl on Debian"), output)
  end)

  it("is not loaded for anything else", function()
    local output = child.run([[
      local fansly = require("fansly")
      assert(fansly.new({ api_key = "canary-0123456789", account_id = "a" }))
      print(package.loaded["fansly.webhook"], package.loaded["openssl.hmac"])
      print(fansly.webhook.parse("{}").name, package.loaded["openssl.hmac"])
    ]])
    assert.equal("nil\tnil\nunknown\tnil\n", output)
  end)
end)
