-- Chats in the sandbox's model, request by request: their list, their flags, new ones.

local json = require("fansly.json")
local model = require("fansly.sandbox.model")
local requests = require("spec.support.sandbox_requests")

local get, post, list, everything = requests.get, requests.post, requests.list, requests.everything
local send, refused, keys = requests.send, requests.refused, requests.keys

describe("the sandbox's chats", function()
  local own

  before_each(function()
    own = requests.start()
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
end)
