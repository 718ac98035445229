-- The sandbox's model, request by request.

local endpoints = require("fansly.endpoints")
local handlers = require("fansly.sandbox.handlers")
local json = require("fansly.json")
local model = require("fansly.sandbox.model")

local NOW = 1790000000 -- 2026-09-21T14:13:20Z

describe("the sandbox's model", function()
  local own, clock

  before_each(function()
    clock = NOW
    own = model.new({
      seed = 7,
      now = function()
        return clock
      end,
    })
  end)

  local function ask(method, path, body, headers, at)
    headers = headers or {}
    headers["x-api-key"] = headers["x-api-key"] or own.api_key
    if body ~= nil then
      headers["content-type"] = headers["content-type"] or "application/json"
    end
    if type(body) == "table" then
      body = assert(json.encode(body))
    end
    local status, fields, text = (at or own):handle({
      method = method,
      target = "/api/fansly" .. path,
      headers = headers,
      body = body,
    })
    local by_name = {}
    for _, field in ipairs(fields) do
      by_name[field[1]] = field[2]
    end
    return status, assert(json.decode(text)), by_name, text
  end

  local function get(path, at)
    return ask("GET", "/fansly_acc_sandbox" .. path, nil, nil, at)
  end

  local function post(path, body)
    return ask("POST", "/fansly_acc_sandbox" .. path, body)
  end

  local function list(query, at)
    local status, body = get("/chats" .. (query and "?" .. query or ""), at)
    assert.equal(200, status, body.message)
    return body.data.data.response.data, body.data.nextCursor, body.data.data.response.aggregationData.accounts
  end

  local function everything(query, at)
    local all, pages, cursor = {}, 0, nil
    repeat
      local rows, next_cursor = list((query or "sort=newest") .. (cursor and "&cursor=" .. cursor or ""), at)
      for _, row in ipairs(rows) do
        all[#all + 1] = row
      end
      pages, cursor = pages + 1, next_cursor
    until cursor == json.null or pages > 100
    return all, pages
  end

  local function send(chat_id, body)
    local status, answer = post("/chats/" .. chat_id .. "/messages", body)
    return status, status < 400 and answer.data.data.response or answer.message
  end

  local function refused(wanted_status, wanted_text, status, body)
    assert.equal(wanted_status, status)
    assert.equal(wanted_status, body.statusCode)
    assert.equal(json.null, body.data)
    assert.truthy(body.message:find(wanted_text, 1, true), body.message)
    assert.truthy(body.timestamp:find("^%d+-%d%d%-%d%dT%d%d:%d%d:%d%d%.%d%d%dZ$"))
  end

  local function keys(t)
    local names = {}
    for name in pairs(t) do
      names[#names + 1] = name
    end
    table.sort(names)
    return table.concat(names, " ")
  end

  it("has a handler for every row, and for rows only", function()
    for id in pairs(handlers) do
      assert.truthy(endpoints.by_id[id], id)
    end
    for _, row in ipairs(endpoints.rows) do
      assert.equal("function", type(handlers[row.id]), row.id)
    end
  end)

  it("refuses an option that it does not know", function()
    assert.error_matches(function()
      model.new({ sed = 7 })
    end, "the option sed is unknown; did you mean seed%?")
    assert.error_matches(function()
      model.new({ seed = "7" })
    end, "the option seed has to be a number, not a string")
    local nan, inf = 0 / 0, 1 / 0
    local wrong = { chats = { -1, 1.5, nan, inf }, page_size = { 0, nan }, credits = { -1, nan }, seed = { nan, inf }, posts = { inf } }
    for name, bad in pairs(wrong) do
      for _, value in ipairs(bad) do
        assert.error_matches(function()
          model.new({ [name] = value })
        end, "the option " .. name .. " has to be a whole number")
      end
    end
    assert.error_matches(function()
      model.new({ cursor_place = "elsewhere" })
    end, "the option cursor_place has to be one of documented, live")
    assert.error_matches(function()
      model.new(5)
    end, "the options have to be a table, not a number")
    for _, now in ipairs({ nan, inf, "5", false }) do
      assert.error_matches(function()
        model.new({ now = function() return now end })
      end, "the option now has to give Unix time")
    end
  end)

  it("refuses options of a webhook that it does not know", function()
    local box = require("fansly.sandbox").new()
    for _, case in ipairs({ { { ammount = 5 }, "did you mean amount" }, { 5, "options have to be a table, not 5" } }) do
      assert.error_matches(function()
        box:webhook("tips.received", case[1])
      end, "webhook: .*" .. case[2])
    end
    assert.equal(0, box.model.events)
  end)

  describe("account", function()
    it("follows from the seed", function()
      -- These hold for every Lua: a change here changes everybody's fixtures.
      assert.equal("132805149000016143", own.native_id)
      assert.equal("231229597000081310", own.chat_ids[1])
      assert.same(own.fans, model.new({ seed = 7 }).fans)
      assert.same(everything(), (everything(nil, model.new({ seed = 7 }))))
      assert.not_equal(own.fans[1], model.new({ seed = 8 }).fans[1])
    end)

    it("has ids of 18 digits, all different", function()
      local seen = {}
      for _, ids in ipairs({ own.fans, own.chat_ids, own.tiers, { own.native_id } }) do
        for _, id in ipairs(ids) do
          assert.truthy(id:find("^[1-9]" .. ("%d"):rep(17) .. "$"), id)
          assert.is_nil(seen[id])
          seen[id] = true
        end
      end
    end)

    it("shows the profile with the native id", function()
      local status, body = get("/me")
      local profile = body.data.data.response.account
      assert.equal(200, status)
      assert.equal(200, body.data.status_code)
      assert.is_true(body.data.data.success)
      assert.equal("displayName id username walls", keys(profile))
      assert.equal(own.native_id, profile.id)
    end)
  end)

  describe("list_chats", function()
    it("has the API's fields", function()
      local rows, _, accounts = list()
      assert.equal(20, #rows)
      assert.equal(
        "account_id flags groupId lastMessageId lastUnreadMessageId partnerAccountId partnerUsername subscriptionTierId unreadCount",
        keys(rows[1])
      )
      assert.equal(
        "about avatar createdAt displayName flags followCount id lastSeenAt statusId subscriberCount username version",
        keys(accounts[1])
      )
      assert.equal("fansly_acc_sandbox", rows[1].account_id)
      for i, row in ipairs(rows) do
        assert.equal(row.partnerAccountId, accounts[i].id)
        assert.equal(row.partnerUsername, accounts[i].username)
        assert.equal(row.unreadCount > 0, row.lastUnreadMessageId ~= json.null)
      end
    end)

    it("has nulls where the API has them", function()
      local nulls = {}
      local cursor = ""
      repeat
        local rows, next_cursor, accounts = list(cursor)
        for i, row in ipairs(rows) do
          nulls.tier = nulls.tier or row.subscriptionTierId == json.null
          nulls.last = nulls.last or row.lastMessageId == json.null
          nulls.name = nulls.name or accounts[i].displayName == json.null
          nulls.avatar = nulls.avatar or accounts[i].avatar == json.null
        end
        cursor = next_cursor ~= json.null and "cursor=" .. next_cursor
      until not cursor
      assert.same({ tier = true, last = true, name = true, avatar = true }, nulls)
    end)

    it("gives every chat once, over all pages, in every order", function()
      for _, sort in ipairs({ "newest", "oldest", "unread" }) do
        local rows, pages = everything("sort=" .. sort)
        local seen, count = {}, 0
        for _, row in ipairs(rows) do
          count = count + (seen[row.groupId] and 0 or 1)
          seen[row.groupId] = true
        end
        assert.equal(60, count)
        assert.equal(60, #rows)
        assert.equal(3, pages)
      end
    end)

    it("sorts", function()
      local newest, oldest, unread = everything("sort=newest"), everything("sort=oldest"), everything("sort=unread")
      assert.same(newest, (everything()))
      for i, row in ipairs(newest) do
        assert.equal(row.groupId, oldest[#oldest + 1 - i].groupId)
      end
      for i = 2, #unread do
        assert.is_true(unread[i - 1].unreadCount >= unread[i].unreadCount)
      end
      assert.is_true(unread[1].unreadCount > unread[#unread].unreadCount)
    end)

    it("filters", function()
      local all = everything("filter=all")
      assert.equal(60, #all)
      for _, filter in ipairs({ "vips", "followers", "subscribers" }) do
        local some = everything("filter=" .. filter)
        assert.is_true(#some > 0 and #some < 60, filter)
      end
      local subscribers = everything("filter=subscribers")
      for _, row in ipairs(subscribers) do
        assert.not_equal(json.null, row.subscriptionTierId)
      end
      local in_tiers = 0
      for _, tier in ipairs(own.tiers) do
        local rows = everything("subscriptionTierId=" .. tier)
        in_tiers = in_tiers + #rows
        for _, row in ipairs(rows) do
          assert.equal(tier, row.subscriptionTierId)
        end
      end
      assert.equal(#subscribers, in_tiers)
      assert.equal(0, #everything("subscriptionTierId=123"))
    end)

    it("searches names and messages, whatever the case", function()
      local chat_id = own.chat_ids[5]
      local fan = own:chat(chat_id).fan
      fan.display_name = "Søren Zebra"
      local rows = everything("search=" .. fan.username:upper())
      assert.equal(1, #rows)
      assert.equal(chat_id, rows[1].groupId)
      assert.equal(chat_id, everything("search=S%C3%B8ren+zEBRA")[1].groupId)
      assert.equal(201, (send(chat_id, { content = "The Quick 100% brown fox" })))
      assert.equal(chat_id, everything("search=quick%20100%25")[1].groupId)
      assert.equal(0, #everything("search=no+such+words"))
      assert.equal(60, #everything("search="))
    end)

    it("binds a cursor to its query and its account", function()
      local _, cursor = list("filter=followers")
      assert.equal(200, (get("/chats?filter=followers&cursor=" .. cursor)))
      local other = model.new({ seed = 8 })
      refused(400, "cursor", get("/chats?filter=followers&cursor=" .. cursor, other))
      for _, query in ipairs({ "filter=all", "filter=followers&sort=unread", "filter=followers&search=a", "sort=newest" }) do
        refused(400, "cursor", get("/chats?" .. query .. "&cursor=" .. cursor))
      end
      for _, bad in ipairs({ "", "x", "0", cursor .. "0", cursor:sub(1, -2), (cursor:gsub("%x$", "g")), cursor:upper() }) do
        refused(400, "cursor", get("/chats?filter=followers&cursor=" .. bad))
      end
    end)

    it("keeps its place when chats move between two pages", function()
      local first, cursor = list()
      send(first[3].groupId, { content = "moves to the top" })
      send(own.chat_ids[1], { content = "moves from the last page to the top" })
      local second = list("cursor=" .. cursor)
      for _, row in ipairs(second) do
        for _, old in ipairs(first) do
          assert.not_equal(old.groupId, row.groupId)
        end
      end
      assert.equal(20, #second)
    end)

    it("puts the cursor where it was seen live, when asked to", function()
      local live = model.new({ seed = 7, cursor_place = "live", page_size = 50 })
      local _, body = get("/chats", live)
      assert.is_nil(body.data.nextCursor)
      assert.is_string(body.data.data.nextCursor)
      _, body = get("/chats?cursor=" .. body.data.data.nextCursor, live)
      assert.equal(10, #body.data.data.response.data)
      assert.equal(json.null, body.data.data.nextCursor)
    end)

    it("refuses what is not documented", function()
      refused(400, "limit is not a known parameter", get("/chats?limit=5"))
      refused(400, "filter must be one of: all, vips, followers, subscribers", get("/chats?filter=vip"))
      refused(400, "sort must be one of", get("/chats?sort="))
      refused(400, "subscriptionTierId must be an id", get("/chats?subscriptionTierId=a%20b"))
      refused(400, "sort is given twice", get("/chats?sort=newest&sort=oldest"))
      refused(400, "encoded", get("/chats?search=%zz"))
      refused(400, "encoded", get("/chats?search=%ff"))
      refused(400, "? is not a known parameter", get("/chats?%22%3C%3E=1"))
      refused(400, "search is too long", get("/chats?search=" .. ("a"):rep(4097)))
    end)

    it("gives an empty list as a list", function()
      local empty = model.new({ chats = 0, now = own.now })
      local _, body, _, text = get("/chats", empty)
      assert.truthy(text:find('"data":[]', 1, true), text)
      assert.truthy(text:find('"accounts":[]', 1, true), text)
      assert.equal(json.null, body.data.nextCursor)
    end)
  end)

  describe("send_message", function()
    it("makes the message the chat's last one", function()
      local chat_id = everything("sort=unread")[1].groupId
      local unread = own:chat(chat_id).unread
      local status, message = send(chat_id, { content = "hé" })
      assert.equal(201, status)
      assert.equal("attachments content createdAt groupId id inReplyTo interactions senderId type", keys(message))
      assert.same({}, message.attachments)
      assert.equal("hé", message.content)
      assert.equal(own.native_id, message.senderId)
      assert.equal(chat_id, message.groupId)
      assert.equal(own:chat(chat_id).fan.id, message.interactions[1].userId)
      assert.is_true(message.createdAt > NOW and message.createdAt < NOW + 1)
      local first = list()[1]
      assert.equal(chat_id, first.groupId)
      assert.equal(message.id, first.lastMessageId)
      assert.equal(unread, first.unreadCount)
      local kept = own:chat(chat_id).messages
      assert.equal(message.id, kept[#kept].id)
    end)

    it("sends media, free and paid", function()
      local chat_id = own.chat_ids[1]
      local _, free = send(chat_id, { content = "look", mediaId = "m1" })
      assert.equal("contentId contentType", keys(free.attachments[1]))
      local used = own:media(free.attachments[1].contentId)
      assert.equal("m1", used.mediaId)
      assert.is_nil(used.price)
      assert.is_nil(used.rules)
      for _, price in ipairs({ 1, 4, 4.99, 19.9, 500 }) do
        local status, paid = send(chat_id, { content = "", mediaId = "m2", access_type = "ppv", price = price })
        assert.equal(201, status)
        assert.equal(price, own:media(paid.attachments[1].contentId).price)
      end
    end)

    it("refuses half a price, and a price out of bounds", function()
      local chat_id = own.chat_ids[1]
      local before = #own:chat(chat_id).messages
      local function wrong(fields, text)
        fields.content = "x"
        refused(400, text, post("/chats/" .. chat_id .. "/messages", fields))
      end
      wrong({ price = 4 }, "access_type is missing: price needs it to be ppv")
      wrong({ price = 4, mediaId = "m" }, "access_type is missing: price needs it to be ppv")
      wrong({ price = 4, access_type = "ppv" }, "mediaId is missing: access_type needs one of mediaId, mediaIds")
      wrong({ access_type = "ppv", mediaId = "m" }, "price is missing: access_type needs it")
      wrong({ access_type = "free", mediaId = "m", price = 4 }, "access_type must be one of: ppv, subscription")
      for _, price in ipairs({ 0, 0.99, 500.01, -4, 1e15 }) do
        wrong({ access_type = "ppv", mediaId = "m", price = price }, "price must be from 1 to 500")
      end
      wrong({ access_type = "ppv", mediaId = "m", price = 4.999 }, "price must have at most two decimals")
      wrong({ access_type = "ppv", mediaId = "m", price = "4" }, "price must be a number")
      assert.equal(before, #own:chat(chat_id).messages)
    end)

    it("refuses bodies of another form", function()
      local path = "/chats/" .. own.chat_ids[1] .. "/messages"
      refused(400, "content is required", post(path, "{}"))
      refused(400, "content is required", post(path))
      refused(400, "content must be a string", post(path, { content = 4 }))
      refused(400, "content must not be null", post(path, '{"content":null}'))
      refused(400, "content must be a string", post(path, '{"content":"a\\u0000b"}'))
      refused(400, "mediaId must be an id", post(path, { content = "x", mediaId = "a/b" }))
      refused(400, "mediaIds[0] must be an id", post(path, { content = "x", mediaIds = { "a/b" } }))
      refused(400, "mediaIds[0].mediaId is required", post(path, { content = "x", mediaIds = { { previewId = "m" } } }))
      refused(400, "mediaId cannot go with mediaIds", post(path, { content = "x", mediaId = "m", mediaIds = { "m" } }))
      refused(400, "mediumId is not a known parameter", post(path, { content = "x", mediumId = "m" }))
      for _, text in ipairs({ "{", "[]", "null", '"content"', '{"content":"x"} x', "{'content':1}", '{"content":"\255"}' }) do
        refused(400, "body must be a JSON object", post(path, text))
      end
      refused(400, "body must be", ask("POST", "/fansly_acc_sandbox" .. path, '{"content":"x"}', { ["content-type"] = "text/plain" }))
    end)

    it("does not find an unknown chat", function()
      refused(404, "Chat not found", post("/chats/123/messages", { content = "x" }))
    end)
  end)

  describe("flags", function()
    local function plain_fan()
      for _, id in ipairs(own.fans) do
        if own.account.fan_by_id[id].ignore_flags == 0 then
          return id
        end
      end
    end

    it("mutes and makes VIP, and keeps both", function()
      local id = plain_fan()
      local before = #everything("filter=vips")
      local status, body = post("/chats/mute", { targetUserId = id })
      assert.equal(201, status)
      assert.equal(200, body.data.status_code)
      assert.same({ accountId = "fansly_acc_sandbox", ignoredId = id, ignoreFlags = 1 }, body.data.data.response)
      for _ = 1, 2 do
        status, body = post("/chats/" .. id .. "/vip")
        assert.equal(201, status)
        assert.same({ accountId = "fansly_acc_sandbox", ignoredId = id, ignoreFlags = 5 }, body.data.data.response)
      end
      assert.equal(before + 1, #everything("filter=vips"))
    end)

    it("does not find an unknown user", function()
      refused(404, "User not found", post("/chats/mute", { targetUserId = "123" }))
      refused(404, "User not found", post("/chats/mute", { targetUserId = own.native_id }))
      refused(404, "User not found", post("/chats/123/vip"))
    end)

    it("refuses other fields", function()
      refused(400, "targetUserId is required", post("/chats/mute", "{}"))
      refused(400, "targetUserId must be an id", post("/chats/mute", '{"targetUserId":123}'))
      refused(400, "x is not a known parameter", post("/chats/" .. own.fans[1] .. "/vip", { x = 1 }))
    end)
  end)

  describe("create_group", function()
    local function users(...)
      local list_of = {}
      for i, id in ipairs({ ... }) do
        list_of[i] = { userId = id, permissionFlags = 0 }
      end
      return { users = list_of, type = 1 }
    end

    it("opens a chat once", function()
      local fan = own.fans[61]
      local status, body = post("/group", users(fan, own.native_id))
      local group = body.data.data.response
      assert.equal(200, status)
      assert.equal(200, body.statusCode)
      assert.equal(
        "accountDmPermissionFlags createdBy dmPermissionFlags groupFlagsMetadata hasDmPermissionFlags id lastMessage "
          .. "permissionFlags recipients type userSettings users",
        keys(group)
      )
      assert.same({ userId = own.native_id, permissionFlags = 65535, userSettings = { hidden = 1 }, groupId = group.id }, group.users[1])
      assert.equal(fan, group.users[2].userId)
      assert.equal(group.id, list()[1].groupId)
      status, body = post("/group", users(own.native_id, fan))
      assert.equal(200, status)
      assert.equal(group.id, body.data.data.response.id)
      assert.equal(61, #everything())
    end)

    it("answers the chat that exists", function()
      local chat = own:chat(own.chat_ids[60])
      local _, body = post("/group", users(own.native_id, chat.fan.id))
      assert.equal(chat.id, body.data.data.response.id)
      assert.equal(60, #everything())
    end)

    it("refuses anything but the own account and one known user", function()
      local me, fan = own.native_id, own.fans[61]
      refused(400, "wrong number", post("/group", users(me)))
      refused(400, "wrong number", post("/group", users(me, fan, own.fans[1])))
      refused(400, "repeat", post("/group", users(me, me)))
      refused(400, "own account", post("/group", users(fan, own.fans[1])))
      refused(400, "own account", post("/group", users(own.account_id, fan)))
      refused(400, "unknown user", post("/group", users(me, "123")))
      refused(400, "users is required", post("/group", { type = 1 }))
      refused(400, "users must be an array", post("/group", { users = { userId = me }, type = 1 }))
      refused(400, "users[0] must be an object", post("/group", { users = { me, fan }, type = 1 }))
      local body = users(me, fan)
      body.users[2].permissionFlags = 1
      refused(400, "users[1].permissionFlags must be one of: 0", post("/group", body))
      body.users[2].permissionFlags = nil
      refused(400, "users[1].permissionFlags is required", post("/group", body))
      body = users(me, fan)
      body.users[1].name = "x"
      refused(400, "users[0].name is not a known parameter", post("/group", body))
      body = users(me, fan)
      body.type = 2
      refused(400, "type must be 1", post("/group", body))
      body.type = nil
      refused(400, "type is required", post("/group", body))
      assert.equal(60, #everything())
    end)

    it("takes the optional fields", function()
      local body = users(own.native_id, own.fans[62])
      body.recipients, body.lastMessage, body.userSettings = json.array(), json.null, {}
      assert.equal(200, (post("/group", body)))
    end)
  end)

  describe("access", function()
    it("needs the key", function()
      local status, body, headers = ask("GET", "/fansly_acc_sandbox/me", nil, { ["x-api-key"] = "wrong" })
      refused(401, "API key", status, body)
      assert.is_nil(headers["x-ratelimit-limit"])
      assert.equal(401, (own:handle({ method = "GET", target = "/api/fansly/fansly_acc_sandbox/me" })))
    end)

    it("knows one account", function()
      local status, body = ask("GET", "/fansly_acc_2/me")
      assert.equal(403, status)
      assert.same({ error = "Account not found or access denied" }, body)
    end)

    it("tells an unknown route from a wrong method", function()
      refused(404, "Not found", ask("GET", ""))
      refused(404, "Not found", ask("GET", "/fansly_acc_sandbox/me/"))
      refused(404, "Not found", ask("GET", "/fansly_acc_sandbox/nothing"))
      refused(404, "Not found", ask("POST", "/fansly_acc_sandbox/chats//vip"))
      assert.equal(404, (own:handle({ method = "GET", target = "/", headers = { ["x-api-key"] = own.api_key } })))
      local status, body, headers = ask("DELETE", "/fansly_acc_sandbox/me")
      refused(405, "Method", status, body)
      assert.equal("GET", headers.allow)
    end)

    it("decodes the path", function()
      assert.equal(200, (ask("GET", "/fansly%5Facc_sandbox/me")))
      assert.equal(403, (ask("GET", "/a%2Fb/me")))
      assert.equal(404, (ask("GET", "/%zz/me")))
    end)

    it("takes no JSON type and no body with GET", function()
      local headers = { ["content-type"] = "Application/JSON; charset=utf-8" }
      refused(400, "GET takes", ask("GET", "/fansly_acc_sandbox/me", nil, headers))
      refused(400, "GET takes", ask("GET", "/fansly_acc_sandbox/me", "{}", { ["content-type"] = "text/plain" }))
    end)
  end)

  describe("rate limit", function()
    before_each(function()
      own = model.new({ seed = 7, now = own.now, rate_limit = 3 })
    end)

    it("counts down, then refuses until the minute has passed", function()
      for i = 1, 3 do
        clock = NOW + i - 1
        local status, _, headers = get("/me")
        assert.equal(200, status)
        assert.equal("3", headers["x-ratelimit-limit"])
        assert.equal(tostring(3 - i), headers["x-ratelimit-remaining"])
        assert.equal("Free", headers["x-ratelimit-plan"])
        assert.is_nil(headers["x-ratelimit-retry-after"])
      end
      clock = NOW + 10.5
      local status, body, headers = get("/me")
      refused(429, "Rate limit exceeded. Please wait before making more requests.", status, body)
      assert.equal("50", headers["x-ratelimit-retry-after"])
      assert.equal("50", headers["retry-after"])
      assert.equal("0", headers["x-ratelimit-remaining"])
      clock = NOW + 59.9
      assert.equal(429, (get("/me")))
      clock = NOW + 60
      assert.equal(200, (get("/me")))
      assert.equal(429, (get("/me")))
      clock = NOW + 61
      assert.equal(200, (get("/me")))
    end)

    it("does not count what the key does not open", function()
      for _ = 1, 5 do
        assert.equal(401, (ask("GET", "/fansly_acc_sandbox/me", nil, { ["x-api-key"] = "wrong" })))
      end
      assert.equal(200, (get("/me")))
    end)

    it("can be off", function()
      local free = model.new({ rate_limit = false, now = own.now })
      for _ = 1, 700 do
        assert.equal(200, (get("/me", free)))
      end
      local _, _, headers = get("/me", free)
      assert.equal("Enterprise", headers["x-ratelimit-plan"])
      assert.is_nil(headers["x-ratelimit-limit"])
    end)
  end)

  it("gives the headers in a fixed order, and the time of its own clock", function()
    local _, fields, text = own:handle({
      method = "GET",
      target = "/api/fansly/fansly_acc_sandbox/me",
      headers = { ["x-api-key"] = own.api_key },
    })
    assert.same({
      { "content-type", "application/json; charset=utf-8" },
      { "x-ratelimit-limit", "600" },
      { "x-ratelimit-remaining", "599" },
      { "x-ratelimit-plan", "Starter" },
      { "x-request-id", "sandbox-7-000001" },
    }, fields)
    assert.equal("2026-09-21T14:13:20.000Z", json.decode(text).timestamp)
  end)
end)
