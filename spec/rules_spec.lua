-- What the words of the contract guide say beyond its schemas: media and access, audiences, times, ids, secrets, links.

local endpoints = require("fansly.endpoints")
local contract = require("spec.support.contract")
local hostile = require("spec.support.hostile")
local recorder = require("spec.support.recorder")
local refused = require("spec.support.refused")

local with, without = contract.with, contract.without

local net, client

before_each(function()
  net = recorder.new()
  client = net:client()
end)

local function refuses(operation, args, field, label)
  local err = refused(("%s with %s"):format(operation, label or field), net, field, function(callback)
    return client:call(operation, args, {}, callback)
  end)
  return err.message
end

local function contains(message, text)
  assert.is_truthy(message:find(text, 1, true), message)
end

describe("media and access", function()
  local with_media = {
    send_message = { chat_id = "c", content = "x", mediaIds = { "m" } },
    send_mass_message = { content = "x", includeFollowers = true, send_now = true, mediaIds = { "m" } },
    update_mass_message = {
      scheduled_message_id = "1", content = "x", includeFollowers = true, scheduledFor = 1790000000000, mediaIds = { "m" },
    },
    create_automated_message = { triggerType = "new_follower", content = "x", mediaIds = { "m" } },
    create_post = { content = "x", mediaIds = { "m" } },
    update_post = { post_id = "1", content = "x", mediaIds = { "m" } },
  }

  for operation, base in pairs(with_media) do
    it(("of %s are whole, or refused"):format(operation), function()
      local bare = without(base, { "mediaIds" })
      local media = operation == "send_message" and "mediaId" or "mediaIds"
      refuses(operation, with(bare, { access_type = "follow" }), media)
      refuses(operation, with(bare, { permissions = { { access_type = "follow" } } }), media)
      refuses(operation, with(bare, { access_type = "ppv", price = 4 }), media)
      refuses(operation, with(base, { price = 4 }), "access_type")
      contains(refuses(operation, with(base, { price = 4, access_type = { "follow" } }), "access_type"), "has to be ppv")
      refuses(operation, with(base, { access_type = "ppv", price = 0.99 }), "price")
      refuses(operation, with(base, { access_type = "ppv", price = 500.01 }), "price")
      refuses(operation, with(base, { access_type = "list" }), "listId")
      refuses(operation, with(base, { access_type = "limited_time" }), "validBefore")
      refuses(operation, with(base, { access_type = "follow", listId = "l" }), "access_type")
      refuses(operation, with(base, { subscriptionTierId = "t" }), "access_type")
      refuses(operation, with(base, { validAfter = 5, access_type = "follow" }), "access_type")
      for _, name in ipairs({ "price", "subscriptionTierId", "listId", "validBefore" }) do
        local args = with(base, { permissions = { { access_type = "follow" } }, [name] = name == "price" and 4 or "1" })
        contains(refuses(operation, args, name), "cannot go with permissions")
      end
    end)

    it(("of %s: each rule of permissions is checked like one of its own"):format(operation), function()
      local function rule(fields)
        return with(base, { permissions = { { access_type = "follow" }, fields } })
      end
      refuses(operation, rule({ access_type = "ppv" }), "permissions[2].price")
      refuses(operation, rule({ price = 4 }), "permissions[2].access_type")
      refuses(operation, rule({}), "permissions[2].access_type")
      refuses(operation, rule({ access_type = { "ppv", "free" }, price = 4 }), "permissions[2].access_type[2]")
      refuses(operation, rule({ access_type = "ppv", price = "0.5" }), "permissions[2].price")
      refuses(operation, with(base, { permissions = {} }), "permissions")
      refuses(operation, with(base, { permissions = { "ppv" } }), "permissions[1]")
      assert(client:call(operation, rule({ access_type = "ppv", price = "4.50", further = { 1 } })))
      assert.same({ access_type = "ppv", price = 4.5, further = { 1 } }, net.requests[1].value.permissions[2])
    end)

    it(("of %s: media has a form"):format(operation), function()
      refuses(operation, with(base, { mediaIds = {} }), "mediaIds")
      refuses(operation, with(base, { mediaIds = { "m", "a/b" } }), "mediaIds[2]")
      refuses(operation, with(base, { mediaIds = { "m", { previewId = "p" } } }), "mediaIds[2].mediaId")
      refuses(operation, with(base, { mediaIds = { { mediaId = "m", preview = "p" } } }), "mediaIds[1].preview")
      refuses(operation, with(base, { mediaIds = { 5 } }), "mediaIds[1]")
      refuses(operation, with(base, { mediaIds = { hostile.table() } }), "mediaIds[1].mediaId")
      refuses(operation, with(base, { mediaIds = hostile.table({ a = 1 }) }), "mediaIds")
      assert(client:call(operation, with(base, { mediaIds = hostile.table({ hostile.table({ mediaId = "n" }) }) })))
      net.requests, net.count = {}, 0
      assert(client:call(operation, with(base, { mediaIds = { "m", { mediaId = "n", previewId = "p" }, "m" } })))
      assert.same({ "m", { mediaId = "n", previewId = "p" }, "m" }, net.requests[1].value.mediaIds)
    end)

    it(("of %s: access_type is one or several, as it was given"):format(operation), function()
      for _, given in ipairs({ "ppv", { "ppv" }, { "ppv", "follow" } }) do
        assert(client:call(operation, with(base, { access_type = given, price = 5.99 })))
        assert.same(given, net.requests[net.count].value.access_type)
        assert.is_truthy(net.requests[net.count].body:find('"price":5.99', 1, true))
      end
      net.count = 0
      for _, given in ipairs({ "free", {}, { "ppv", 5 }, { "PPV" }, 5, true, hostile.table() }) do
        local _, err = client:call(operation, with(base, { access_type = given, price = 4 }))
        assert.equal("validation", err.kind)
        assert.is_truthy(err.field:find("^access_type"))
      end
      assert.equal(0, net.count)
    end)
  end
end)

describe("mass messages", function()
  it("name their audience", function()
    for _, operation in ipairs({ "send_mass_message", "update_mass_message" }) do
      local base = { content = "x", scheduledFor = 1790000000000 }
      base.scheduled_message_id = operation == "update_mass_message" and "1" or nil
      local excluded = { excludeCreators = true, excludeListIds = { "l" }, excludeUserIds = { "u" } }
      local nobody = {
        {}, excluded, { includeFollowers = false }, { includeListIds = {} }, { includeSubscriptionTierId = {} },
        { includeFollowers = false, includeExpiredSubscribers = false, includeListIds = {} },
      }
      for i, audience in ipairs(nobody) do
        local message = refuses(operation, with(base, audience), "audience", "nobody " .. i)
        contains(message, "includeFollowers = true")
        contains(message, "includeListIds")
      end
      for _, audience in ipairs({ { includeFollowers = true }, { includeListIds = { "l" } }, { includeSubscriptionTierId = "t" },
        { includeSubscriptionTierId = { "t" } }, { includeSubscribersAutoRenewOff = true } }) do
        assert(client:call(operation, with(base, audience)))
        assert.same(with(without(base, { "scheduled_message_id" }), audience), net.requests[net.count].value)
      end
      net.count = 0
    end
  end)

  it("go out at once only where that was said", function()
    local now = { content = "x", includeFollowers = true }
    contains(refuses("send_mass_message", now, "scheduledFor"), "send_now = true")
    refuses("send_mass_message", with(now, { send_now = false }), "scheduledFor")
    refuses("send_mass_message", with(now, { send_now = 1 }), "send_now")
    refuses("send_mass_message", with(now, { send_now = true, scheduledFor = 1790000000000 }), "scheduledFor")
    assert(client.mass_messages:send(with(now, { send_now = true })))
    assert.same(now, net.requests[1].value)
    assert.is_true(net.requests[1].timeout > 290 and net.requests[1].timeout <= 300)
  end)
end)

describe("times", function()
  local moments = {
    send_mass_message = { "scheduledFor", { content = "x", includeFollowers = true } },
    create_post = { "scheduledFor", { content = "x" } },
    update_post = { "expiresAt", { post_id = "1", content = "x" } },
    get_profile_statistics = { "afterDate", {} },
    list_earnings_transactions = { "before", {} },
  }

  for operation, case in pairs(moments) do
    it(("of %s are milliseconds"):format(operation), function()
      local name, base = case[1], case[2]
      contains(refuses(operation, with(base, { [name] = 1790000000 }), name), "multiply it by 1000")
      contains(refuses(operation, with(base, { [name] = os.time() }), name), "looks like seconds")
      for _, time in ipairs({ 0, -1, 1, 1790000000000000, 1790000000000.5, "1790000000000", "2026-11-21T00:00:00Z" }) do
        refuses(operation, with(base, { [name] = time }), name)
      end
      assert(client:call(operation, with(base, { [name] = 1790000000000 })))
      assert.is_truthy((net.requests[1].target .. (net.requests[1].body or "")):find("%f[%d]1790000000000%f[%D]"))
    end)
  end

  it("of a span come in order", function()
    local later, sooner = 1780000000000, 1770000000000
    for _, row in ipairs(endpoints.rows) do
      for _, rule in ipairs(row.rules or {}) do
        if rule.rising then
          local base = row.id == "get_media_statistics" and { media_offer_id = "1" } or row.effect ~= "read" and { content = "x" } or {}
          base.post_id = row.id == "update_post" and "1" or nil
          local low, high = rule.rising[1], rule.rising[2]
          contains(refuses(row.id, with(base, { [low] = later, [high] = sooner }), low), high)
          refuses(row.id, with(base, { [low] = later, [high] = later }), low)
        end
      end
    end
  end)
end)

describe("ids", function()
  it("in lists go out with commas", function()
    assert(client.accounts:get_by_ids({ "11", "12" }))
    assert.equal("/accounts/by-ids?ids=11%2C12", net.requests[1].target)
    assert(client.accounts:get_by_ids("11,12"))
    assert(client.accounts:get_by_ids("11"))
    assert.equal(net.requests[1].target, net.requests[2].target)
    assert.equal("/accounts/by-ids?ids=11", net.requests[3].target)
    net.count = 0
    for _, ids in ipairs({ "", ",", "11,", ",11", "11,,12", "11, 12", "a/b", {}, { "11", 12 }, { "a b" }, 11, true }) do
      local _, err = client:call("get_accounts_by_ids", { ids = ids })
      assert.equal("validation", err.kind)
      assert.is_truthy(err.field:find("^ids"), err.field)
    end
    assert.equal(0, net.count)
  end)

  it("of an account to disconnect are given, never taken from the client", function()
    refuses("disconnect_account", {}, "account_id")
    assert.is_nil(client.accounts:disconnect())
    assert.equal(0, net.count)
    assert(client.accounts:disconnect("fansly_acc_gone"))
    assert.equal("/accounts/fansly_acc_gone", net.requests[1].target)
  end)

  it("stand by position, in the order of path and body", function()
    assert(client.posts:pin("p1", "w1"))
    assert.equal("/fansly_acc_recorder/posts/p1/pin", net.requests[1].target)
    assert.same({ wallId = "w1" }, net.requests[1].value)
    assert(client.lists:remove("u1", "l1", { timeout = 5 }))
    assert.equal("DELETE", net.requests[2].method)
    assert.same({ userId = "u1", listId = "l1" }, net.requests[2].value)
    assert(client.messages:like("m1"))
    assert.same({ messageId = "m1", type = 1 }, net.requests[3].value)
  end)
end)

describe("secrets", function()
  it("do not appear in what is said of them", function()
    local connect = { username = "u", password = "open-sesame", name = "n", countryCode = "DE" }
    local verify = with(connect, { twoFactorToken = "tok-tok-tok", twoFactorCode = "012345" })
    for _, case in ipairs({
      { "connect_account", with(connect, { password = { "open-sesame" } }) },
      { "connect_account", with(connect, { password = "open-sesame\0" }) },
      { "connect_account", with(connect, { countryCode = "Germany" }) },
      { "verify_2fa", with(verify, { twoFactorCode = 12345 }) },
      { "verify_otp", { token = "tok-tok-tok", code = 12345 } },
    }) do
      local _, err = client:call(case[1], case[2])
      assert.equal("validation", err.kind)
      for _, secret in ipairs({ "open-sesame", "tok-tok-tok", "12345" }) do
        assert.is_nil((tostring(err) .. err.message):find(secret, 1, true))
      end
    end
    assert.equal(0, net.count)
  end)
end)

describe("links", function()
  it("to fetch are https, of fansly.com", function()
    for _, link in ipairs({
      "",
      "http://cdn3.fansly.com/a",
      "//cdn3.fansly.com/a",
      "file:///etc/passwd",
      "https://fansly.com.evil.example/a",
      "https://evilfansly.com/a",
      "https://127.0.0.1/a",
      "https://cdn3.fansly.com@evil.example/a",
      "https://cdn3.fansly.com\\@evil.example/",
      "https://cdn3.fansly.com:8443/a",
      "https://cdn3.fansly.com/a b",
      "https://evil.example/https://cdn3.fansly.com/",
      "https://evil.example#cdn3.fansly.com/",
    }) do
      refuses("download_media", { cdnUrl = link }, "cdnUrl", link)
    end
  end)
end)
