-- Messages that are sent to the sandbox's model, and those that it refuses.

local requests = require("spec.support.sandbox_requests")

local NOW = requests.NOW
local ask, post, list, everything = requests.ask, requests.post, requests.list, requests.everything
local send, refused, keys = requests.send, requests.refused, requests.keys

describe("the sandbox's messages", function()
  local own

  before_each(function()
    own = requests.start()
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
end)
