--- What is written in the sandbox: chats, messages, mass and automated ones, from their making to their end.

local fansly = require("fansly")
local json = require("fansly.json")
local world = require("spec.support.sandbox_world")

local NOW, HOUR, DAY = world.NOW, world.HOUR, world.DAY
local kind_of, ms, newest = world.kind_of, world.ms, world.newest

describe("in the sandbox", function()
  local box, client

  before_each(function()
    box, client = world.start()
  end)
  after_each(world.stop)

  describe("messages", function()
    local chat

    before_each(function()
      chat = box.state.chats[3]
    end)

    it("are sent, listed, liked and deleted", function()
      local sent = assert(client.messages:send(chat.id, { content = "one" }))
      assert(client.messages:like(sent.id))
      assert(client.messages:like(sent.id))
      local listed = assert(client.messages:list(chat.id)).items[1]
      assert.equal(sent.id, listed.id)
      assert.same({ { userId = box.model.native_id, type = 1 } }, listed.likes)
      assert(client.messages:unlike(sent.id))
      assert.same({}, assert(client.messages:list(chat.id)).items[1].likes)
      assert.same({ success = true }, assert(client.messages:delete(sent.id)))
      assert.not_equal(sent.id, (assert(client.messages:list(chat.id)).items[1] or {}).id)
      for _, method in ipairs({ "delete", "like", "unlike" }) do
        assert.equal("not_found", kind_of(client.messages[method](client.messages, sent.id)))
      end
    end)

    it("have a history that is walked ten at a time", function()
      local longest = chat
      for _, each in ipairs(box.state.chats) do
        longest = #each.messages > #longest.messages and each or longest
      end
      assert.is_true(#longest.messages > 20)
      local before, count, pages = math.huge, 0, 0
      for page in client.messages:pages(longest.id) do
        assert.is_true(#page.items <= 10)
        pages = pages + 1
        for _, message in ipairs(page.items) do
          assert.is_true(message.createdAt <= before)
          before, count = message.createdAt, count + 1
        end
      end
      assert.equal(#longest.messages, count)
      assert.equal(math.ceil(count / 10), pages)
    end)

    it("show what their media costs, and who may see it", function()
      local sent = assert(client.messages:send_ppv(chat.id, { content = "x", media = "m1", price = "4.99" }))
      local page = assert(client.messages:list(chat.id))
      local used = fansly.ppv.find_media(page.response.accountMedia, sent.attachments[1].contentId)
      assert.equal(4990, used.price)
      assert.equal(4990, used.permissions.permissionFlags[1].price)
      sent = assert(client.messages:send(chat.id, { content = "y", mediaIds = { { mediaId = "m2", previewId = "p" } },
        permissions = { { access_type = "subscription" }, { access_type = { "ppv" }, price = 8 } } }))
      page = assert(client.messages:list(chat.id))
      used = fansly.ppv.find_media(page.response.accountMedia, sent.attachments[1].contentId)
      assert.equal("p", used.previewId)
      assert.equal(8000, used.price)
      assert.equal(2, #used.permissions.permissionFlags)
    end)

    it("lose what their media costs where they are asked to, and are taken back by the one who verifies", function()
      local paid = { content = "x", media = "m1", price = 5 }
      local sent, _, info = client.messages:send_ppv(chat.id, paid, { verify = true })
      assert.is_true(info.verified)
      assert.equal(sent.id, newest(box, chat.fan_id).id)
      box.model.lose_access_rules = true
      local _, err = client.messages:send_ppv(chat.id, paid, { verify = true })
      assert.equal("api", err.kind)
      assert.equal(sent.id, newest(box, chat.fan_id).id)
    end)

    it("of fans wait to be read, newest first, page by page", function()
      box, client = world.start({ page_size = 2 })
      for _, each in ipairs(box.state.chats) do
        each.unread = 0
      end
      for i = 1, 3 do
        box:advance(1)
        box:webhook("messages.received", { chat_id = box.state.chats[i].id })
      end
      local groups = {}
      for item in client.chats:each_unread() do
        groups[#groups + 1] = item.groupId
      end
      assert.same({ box.state.chats[3].id, box.state.chats[2].id, box.state.chats[1].id }, groups)
    end)
  end)

  describe("chats", function()
    it("are muted and VIP, and no longer", function()
      local fan = box.state.fans[1]
      fan.ignore_flags = 0
      assert.equal(1, assert(client.chats:mute(fan.id)).ignoreFlags)
      assert.equal(5, assert(client.chats:add_vip(fan.id)).ignoreFlags)
      assert.equal(4, assert(client.chats:unmute(fan.id)).ignoreFlags)
      assert.equal(4, assert(client.chats:unmute(fan.id)).ignoreFlags)
      assert.equal(0, assert(client.chats:remove_vip(fan.id)).ignoreFlags)
      assert.equal("not_found", kind_of(client.chats:unmute("7")))
    end)

    it("are hidden until something is written in them", function()
      local chat = box.state.chats[2]
      local function listed()
        for each in client.chats:each() do
          if each.groupId == chat.id then
            return true
          end
        end
        return false
      end
      assert.is_true(listed())
      assert(client.chats:hide(chat.id))
      assert.is_false(listed())
      assert(client.messages:send(chat.id, { content = "x" }))
      assert.is_true(listed())
    end)

    it("know of typing and read receipts", function()
      local chat = box.state.chats[2]
      assert(client.chats:start_typing(chat.id))
      assert.equal(NOW + 5, chat.typing_until)
      assert(client.chats:set_read_receipts(chat.id, { action = "disable" }))
      assert.is_false(chat.read_receipts)
      assert.equal("not_found", kind_of(client.chats:start_typing("7")))
    end)

    it("know what was tipped and sold in them", function()
      local chat = box.state.chats[2]
      box.state.transactions = {}
      local sent = assert(client.messages:send_ppv(chat.id, { content = "x", media = "m1", price = 5 }))
      box:webhook("tips.received", { chat_id = chat.id, amount = 250 })
      box:webhook("ppv.purchased", { chat_id = chat.id, account_media_id = sent.attachments[1].contentId })
      local tips = assert(client.chats:list_fan_tips(chat.fan_id))
      assert.equal(2500, tips.totalTipAmount)
      assert.equal(1, #tips.tips)
      local stats = assert(client.chats:get_media_stats(chat.id)).items[1]
      assert.same({ sent.attachments[1].contentId, 1, 5000 }, { stats.id, stats.purchases, stats.totalGross })
      local sources = assert(client.earnings:get_fan_by_source(chat.fan_id))
      assert.same({ { type = 7101, totalGross = 2500, totalNet = 2000 }, { type = 2110, totalGross = 5000, totalNet = 4000 } }, sources)
      assert.same({ { year = 2026, month = 9, totalGross = 7500, totalNet = 6000 } }, assert(client.earnings:get_fan(chat.fan_id)))
      assert.equal(6000, assert(client.earnings:get_statistics()).pendingBalance)
      assert.equal(chat.fan_id, assert(client.subscribers:list_top_supporters())[1].accountId)
    end)
  end)

  describe("mass messages", function()
    it("go out at once to those who are meant, and to nobody else", function()
      local sent = assert(client.mass_messages:send({ content = "all", includeFollowers = true, send_now = true }))
      local reached = 0
      for _, fan in ipairs(box.state.fans) do
        local last = newest(box, fan.id)
        assert.equal(fan.follower, last ~= nil and last.content == "all", fan.id)
        reached = reached + (fan.follower and 1 or 0)
      end
      local stats = assert(client.mass_messages:list_sent_stats()).items[1]
      assert.equal(sent.id, stats.id)
      assert.equal(reached, stats.stats.total)
    end)

    it("are scheduled, listed, replaced, and go out in their time", function()
      local list, fan = box.state.lists[1], box.state.fans[5]
      list.members = { fan.id, box.state.fans[6].id }
      local to_list = { content = "one", includeListIds = { list.id }, scheduledFor = ms(HOUR) }
      local id = assert(client.mass_messages:send(to_list)).id
      local waiting = assert(client.mass_messages:list_scheduled()).scheduledBroadcastMessages
      assert.equal(ms(HOUR), waiting[1].scheduledFor)
      assert.equal("one", json.decode(waiting[1].messageTemplate).content)
      to_list.content, to_list.scheduledFor, to_list.excludeUserIds = "two", ms(2 * HOUR), { list.members[2] }
      assert(client.mass_messages:update(id, to_list))
      box:advance(HOUR)
      assert.not_equal("two", (newest(box, fan.id) or {}).content)
      box:advance(HOUR)
      assert.equal("two", newest(box, fan.id).content)
      assert.equal(NOW + 2 * HOUR, newest(box, fan.id).createdAt)
      assert.not_equal("two", newest(box, list.members[2]).content)
      assert.equal(1, assert(client.mass_messages:list_sent_stats()).items[1].stats.total)
      assert.equal("not_found", kind_of(client.mass_messages:update(id, to_list)))
      assert.equal("not_found", kind_of(client.mass_messages:delete(id)))
    end)

    it("that were deleted do not go out", function()
      local id = assert(client.mass_messages:send({ content = "no", includeFollowers = true, scheduledFor = ms(HOUR) })).id
      assert(client.mass_messages:delete(id))
      assert.equal("not_found", kind_of(client.mass_messages:delete(id)))
      box:advance(2 * HOUR)
      for _, fan in ipairs(box.state.fans) do
        assert.not_equal("no", (newest(box, fan.id) or {}).content)
      end
      assert.same({}, assert(client.mass_messages:list_scheduled()).scheduledBroadcastMessages)
    end)

    it("are counted where they were sent and where they were deleted", function()
      local sent, deleted = client.mass_messages:list_sent_stats(), client.mass_messages:list_deleted_stats()
      assert.equal(2, #sent.items)
      assert.equal(1, #deleted.items)
      assert.is_true(deleted.items[1].deletedAt > deleted.items[1].createdAt)
    end)

    it("reach parts of the audience alone", function()
      local subscriptions = box.state.subscriptions
      for _, each in ipairs(subscriptions) do
        each.fan_id, each.status = box.state.fans[1].id, 4
      end
      for i, wanted in ipairs({ { 3, true }, { 3, false }, { 4, false } }) do
        subscriptions[i].fan_id, subscriptions[i].status, subscriptions[i].auto_renew = box.state.fans[i + 1].id, wanted[1], wanted[2]
      end
      for i, part in ipairs({ "includeSubscribersAutoRenewOn", "includeSubscribersAutoRenewOff" }) do
        local content = "only " .. i
        assert(client.mass_messages:send({ content = content, [part] = true, send_now = true }))
        for place, fan in ipairs(box.state.fans) do
          assert.equal(place == i + 1, (newest(box, fan.id) or {}).content == content, part)
        end
      end
    end)
  end)

  describe("automated messages", function()
    local fan

    before_each(function()
      fan = box.state.fans[1]
      for _, rule in ipairs(assert(client.automated_messages:list())) do
        assert(client.automated_messages:delete(rule.id))
      end
    end)

    it("are made, listed and deleted", function()
      local id = assert(client.automated_messages:create({ triggerType = "new_tip", content = "thanks", delay = 5 })).id
      local listed = assert(client.automated_messages:list())
      assert.equal(1, #listed)
      assert.same({ id, "thanks", 5 }, { listed[1].id, listed[1].messageTemplate.content, listed[1].delay })
      assert(client.automated_messages:delete(id))
      assert.same({}, assert(client.automated_messages:list()))
      assert.equal("not_found", kind_of(client.automated_messages:delete(id)))
    end)

    it("go out after their delay, and rest for their cooldown", function()
      assert(client.automated_messages:create({ triggerType = "new_follower", content = "hi", delay = 60, cooldown = DAY }))
      box:follow(fan.id)
      box:advance(59)
      assert.not_equal("hi", (newest(box, fan.id) or {}).content)
      box:advance(1)
      local first = newest(box, fan.id)
      assert.equal("hi", first.content)
      box:follow(fan.id)
      box:advance(HOUR)
      assert.equal(first, newest(box, fan.id))
      box:advance(DAY)
      box:follow(fan.id)
      box:advance(60)
      assert.not_equal(first, newest(box, fan.id))
    end)

    it("of tips ask for an amount and a word", function()
      local chat = box.model.account.chat_by_fan[fan.id]
      local rule = { triggerType = "new_tip", content = "thanks", tipAmount = 5, keywords = { "Encore" } }
      assert(client.automated_messages:create(rule))
      local before = newest(box, fan.id)
      box:webhook("tips.received", { chat_id = chat.id, amount = 499, content = "encore" })
      box:webhook("tips.received", { chat_id = chat.id, amount = 500, content = "bravo" })
      box:advance(0)
      assert.equal(before, newest(box, fan.id))
      box:webhook("tips.received", { chat_id = chat.id, amount = 500, content = "ENCORE!" })
      box:advance(0)
      assert.equal("thanks", newest(box, fan.id).content)
    end)
  end)
end)
