--- What the sandbox keeps: resources from their making to their end, what its clock brings about, and the state saved and restored.

local deep_equal = require("luassert.util").deepcompare
local fansly = require("fansly")
local files = require("spec.support.files")
local json = require("fansly.json")
local sandbox = require("fansly.sandbox")

local NOW = 1790000000 -- seconds
local HOUR, DAY = 3600, 86400

local box, client, clock

local function start(options)
  local all = { seed = 7, chats = 20, upload_polls = 0, now = function() return clock end }
  for name, value in pairs(options or {}) do
    all[name] = value
  end
  box = sandbox.new(all)
  client = assert(box:client({ max_retries = 0 }))
end

local function kind_of(_, err)
  return err and err.kind
end

local function ids(list)
  local seen = {}
  for i, item in ipairs(list) do
    seen[i] = item.id
    seen[item.id] = item
  end
  return seen
end

-- Whether two saved states are equal; they are too long to be printed.
local function equal_states(one, another)
  return (deep_equal(assert(json.decode(one)), assert(json.decode(another))))
end

local function ms(seconds)
  return (NOW + seconds) * 1000
end

-- The newest message of a fan's chat.
local function newest(fan_id)
  local chat = box.model.account.chat_by_fan[fan_id]
  return chat and chat.messages[#chat.messages]
end

describe("in the sandbox", function()
  before_each(function()
    clock = NOW
    start()
  end)

  after_each(function()
    client:close()
    fansly.run()
  end)

  describe("posts", function()
    it("are made, listed, read, replaced and deleted", function()
      local wall = assert(client.posts:list_walls())[2].id
      local post = assert(client.posts:create({ content = "one", mediaIds = { "m1" }, wallIds = { wall } }))
      assert.same({ wall }, post.wallIds)
      assert.equal("m1", box.model:media(post.attachments[1].contentId).mediaId)
      assert.equal(post.id, assert(client.posts:list()).posts[1].id)
      assert.equal(post.id, assert(client.posts:get_wall(wall)).posts[1].id)
      assert.equal("one", assert(client.posts:get(post.id)).posts[1].content)
      assert(client.posts:update(post.id, { content = "two" }))
      local read = assert(client.posts:get(post.id)).posts[1]
      assert.equal("two", read.content)
      assert.same({}, read.attachments) -- what was left out is cleared
      assert.not_same({ wall }, read.wallIds)
      assert(client.posts:edit(post.id, { wallIds = { wall } }))
      assert.same({ "two", wall }, { client.posts:get(post.id).posts[1].content, client.posts:get(post.id).posts[1].wallIds[1] })
      assert(client.posts:pin(post.id, wall))
      assert.is_true(assert(client.posts:get(post.id)).posts[1].pinned)
      assert(client.posts:delete(post.id))
      assert.equal("not_found", kind_of(client.posts:delete(post.id)))
      assert.equal("not_found", kind_of(client.posts:get(post.id)))
      assert.equal(400, select(2, client.posts:create({ content = "x", wallIds = { "7" } })).status)
    end)

    it("appear and disappear in their time", function()
      local post = assert(client.posts:create({ content = "later", scheduledFor = ms(HOUR), expiresAt = ms(2 * HOUR) }))
      local taken_back = assert(client.posts:create({ content = "never", scheduledFor = ms(HOUR) }))
      assert.is_nil(ids(assert(client.posts:list()).posts)[post.id])
      assert.equal(2, #assert(client.posts:list_scheduled()).scheduledPosts)
      assert(client.posts:cancel_scheduled(taken_back.id))
      assert.equal("not_found", kind_of(client.posts:cancel_scheduled(taken_back.id)))
      box:advance(HOUR - 1)
      assert.is_nil(ids(assert(client.posts:list()).posts)[post.id])
      box:advance(1)
      local listed = ids(assert(client.posts:list()).posts)
      assert.equal(NOW + HOUR, listed[post.id].createdAt)
      assert.is_nil(listed[taken_back.id])
      assert.equal("not_found", kind_of(client.posts:cancel_scheduled(post.id)))
      assert.same({}, assert(client.posts:list_scheduled()).scheduledPosts)
      clock = NOW + HOUR -- the clock of the host moves it as well
      assert.is_nil(ids(assert(client.posts:list()).posts)[post.id])
    end)

    it("are replaced as a whole: text, and when they appear and disappear", function()
      local post = assert(client.posts:create({ content = "one", scheduledFor = ms(HOUR), expiresAt = ms(2 * HOUR) }))
      assert(client.posts:update(post.id, { mediaIds = { "m1" }, scheduledFor = ms(3 * HOUR), expiresAt = ms(4 * HOUR) }))
      box:advance(2 * HOUR)
      local waiting = assert(client.posts:list_scheduled()).scheduledPosts
      assert.same({ post.id, ms(3 * HOUR), ms(4 * HOUR) }, { waiting[1].id, waiting[1].scheduledFor, waiting[1].expiresAt })
      assert.is_nil(waiting[1].content)
      box:advance(HOUR)
      assert.equal(post.id, assert(client.posts:list()).posts[1].id)
      box:advance(HOUR)
      assert.equal("not_found", kind_of(client.posts:get(post.id)))
    end)

    it("are not scheduled for the past", function()
      local _, err = client.posts:create({ content = "x", scheduledFor = ms(-1) })
      assert.equal(400, err.status)
      assert.is_truthy(err.message:find("future", 1, true))
    end)
  end)

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
      assert.equal(sent.id, newest(chat.fan_id).id)
      box.model.lose_access_rules = true
      local _, err = client.messages:send_ppv(chat.id, paid, { verify = true })
      assert.equal("api", err.kind)
      assert.equal(sent.id, newest(chat.fan_id).id)
    end)

    it("of fans wait to be read, newest first, page by page", function()
      start({ page_size = 2 })
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
        local last = newest(fan.id)
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
      assert.not_equal("two", (newest(fan.id) or {}).content)
      box:advance(HOUR)
      assert.equal("two", newest(fan.id).content)
      assert.equal(NOW + 2 * HOUR, newest(fan.id).createdAt)
      assert.not_equal("two", newest(list.members[2]).content)
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
        assert.not_equal("no", (newest(fan.id) or {}).content)
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
          assert.equal(place == i + 1, (newest(fan.id) or {}).content == content, part)
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
      assert.not_equal("hi", (newest(fan.id) or {}).content)
      box:advance(1)
      local first = newest(fan.id)
      assert.equal("hi", first.content)
      box:follow(fan.id)
      box:advance(HOUR)
      assert.equal(first, newest(fan.id))
      box:advance(DAY)
      box:follow(fan.id)
      box:advance(60)
      assert.not_equal(first, newest(fan.id))
    end)

    it("of tips ask for an amount and a word", function()
      local chat = box.model.account.chat_by_fan[fan.id]
      local rule = { triggerType = "new_tip", content = "thanks", tipAmount = 5, keywords = { "Encore" } }
      assert(client.automated_messages:create(rule))
      local before = newest(fan.id)
      box:webhook("tips.received", { chat_id = chat.id, amount = 499, content = "encore" })
      box:webhook("tips.received", { chat_id = chat.id, amount = 500, content = "bravo" })
      box:advance(0)
      assert.equal(before, newest(fan.id))
      box:webhook("tips.received", { chat_id = chat.id, amount = 500, content = "ENCORE!" })
      box:advance(0)
      assert.equal("thanks", newest(fan.id).content)
    end)
  end)

  describe("subscriptions", function()
    local function find(fan_id, status)
      for subscription in client.subscribers:each({ status = status or "all" }) do
        if subscription.subscriberId == fan_id then
          return subscription
        end
      end
    end

    local function free_fan()
      for _, fan in ipairs(box.state.fans) do
        if not fan.tier_id and not find(fan.id) then
          return fan
        end
      end
    end

    it("begin, renew and are paid for", function()
      local fan, tier = free_fan(), box.state.tiers[2]
      local balance = assert(client.earnings:get_statistics()).pendingBalance
      box:webhook("subscriptions.new", { fan_id = fan.id, tier_id = tier.id })
      local subscription = assert(find(fan.id, "active"))
      assert.same({ tier.id, 3, 10000, ms(30 * DAY) },
        { subscription.subscriptionTierId, subscription.status, subscription.price, subscription.endsAt })
      assert.equal(balance + 8000, assert(client.earnings:get_statistics()).pendingBalance)
      box:advance(30 * DAY)
      assert.equal(ms(60 * DAY), find(fan.id, "active").endsAt)
      local sources = assert(client.earnings:get_fan_by_source(fan.id))
      assert.same({ type = 15001, totalGross = 20000, totalNet = 16000 }, sources[#sources])
    end)

    it("end where they do not renew", function()
      local fan = free_fan()
      box:webhook("subscriptions.new", { fan_id = fan.id })
      box.state.subscriptions[#box.state.subscriptions].auto_renew = false
      box:advance(30 * DAY - 1)
      assert.is_truthy(find(fan.id, "3"))
      box:advance(1)
      assert.is_nil(find(fan.id, "active"))
      assert.equal(4, find(fan.id, "expired").status)
      for chat in client.chats:each({ filter = "subscribers" }) do
        assert.not_equal(fan.id, chat.partnerAccountId)
      end
    end)

    it("are chosen by tier, name and state, and counted", function()
      local stats = assert(client.subscribers:list()).response.stats
      assert.equal(stats.total, stats.totalActive + stats.totalExpired)
      local active = 0
      for subscription in client.subscribers:each({ status = "active", subscriptionTierIds = { box.state.tiers[1].id } }) do
        assert.equal(box.state.tiers[1].id, subscription.subscriptionTierId)
        active = active + 1
      end
      assert.is_true(active > 0 and active < stats.totalActive)
      local fan = box.model.account.fan_by_id[box.state.subscriptions[1].fan_id]
      assert.equal(fan.id, assert(client.subscribers:list({ search = fan.username:upper() })).items[1].subscriberId)
      assert.equal(400, select(2, client.subscribers:list({ status = "all of them" })).status)
    end)
  end)

  it("users are followed, and no longer; those who follow are listed", function()
    local fan = box.state.fans[4]
    assert(client.followers:follow_account(fan.id))
    assert(client.followers:follow_account(fan.id))
    assert.equal(fan.id, assert(client.followers:list_following()).items[1].accountId)
    assert.equal(1, #assert(client.followers:list_following()).items)
    assert(client.followers:unfollow_account(fan.id))
    assert.same({}, assert(client.followers:list_following()).items)
    assert.equal("not_found", kind_of(client.followers:follow_account("7")))
    fan.follower = false
    local function count()
      local all = 0
      for _ in client.followers:each({ limit = 3 }) do
        all = all + 1
      end
      return all
    end
    local before = count()
    box:follow(fan.id)
    assert.equal(before + 1, count())
  end)

  it("lists have members", function()
    local list, fan = assert(client.lists:list())[1], box.state.fans[1]
    box.state.lists[1].members = {}
    assert(client.lists:add(fan.id, list.id))
    assert(client.lists:add(fan.id, list.id))
    assert.equal(fan.id, assert(client.lists:list_items(list.id))[1].accountId)
    assert.equal(1, assert(client.lists:list())[1].itemCount)
    assert(client.lists:remove(fan.id, list.id))
    assert(client.lists:remove(fan.id, list.id))
    assert.same({}, assert(client.lists:list_items(list.id)))
    assert.equal("not_found", kind_of(client.lists:add(fan.id, "7")))
    assert.equal("not_found", kind_of(client.lists:add("7", list.id)))
  end)

  it("transactions are a running balance, walked by offset, within a span", function()
    local seen, after, balance = 0, math.huge, nil
    for transaction in client.earnings:each_transactions({ limit = 7 }) do
      assert.is_true(transaction.createdAt <= after)
      assert.is_true(balance == nil or transaction.newBalance == balance)
      assert.equal(transaction.amount, transaction.destinationAmount + transaction.destinationTax)
      after, balance, seen = transaction.createdAt, transaction.newBalance - transaction.destinationAmount, seen + 1
    end
    assert.equal(0, balance)
    assert.equal(#box.state.transactions, seen)
    local months, gross = assert(client.earnings:get_monthly()), 0
    for _, month in ipairs(months) do
      gross = gross + month.totalGross
    end
    local expected = 0
    for _, transaction in ipairs(box.state.transactions) do
      expected = expected + transaction.gross
    end
    assert.equal(expected, gross)
    local span = assert(fansly.units.range(NOW - 60 * DAY, NOW - 30 * DAY, NOW))
    local some = assert(client.earnings:list_transactions(span))
    assert.is_true(some.response.total > 0 and some.response.total < seen)
    for _, wrong in ipairs({ { after = ms(-DAY) }, { after = ms(-DAY), before = ms(DAY) } }) do
      assert.equal(400, select(2, client.earnings:list_transactions(wrong)).status)
    end
  end)

  it("statistics have a step for each period, up to their limit", function()
    local dataset = assert(client.analytics:get_profile_statistics({ afterDate = ms(-5 * DAY), beforeDate = ms(0) })).dataset
    assert.equal(5, #dataset.datapoints)
    assert.equal(0, dataset.datapoints[1].timestamp % (DAY * 1000))
    local hours = { afterDate = ms(-50 * DAY), beforeDate = ms(0), period = HOUR * 1000 }
    assert.equal(100, #assert(client.analytics:get_profile_statistics(hours)).dataset.datapoints)
    dataset = assert(client.analytics:get_profile_statistics({ year = 2026, month = 2 })).dataset
    assert.equal(28, #dataset.datapoints)
    assert.is_nil(assert(client.analytics:get_profile_statistics({ year = 2001 })).dataset)
    local offer = dataset.topMediaOffers[1].mediaOfferId
    assert.equal(offer, assert(client.analytics:get_media_statistics(offer)).dataset.datasetMediaOfferId)
    assert.equal("not_found", kind_of(client.analytics:get_media_statistics("7")))
  end)

  it("users are found by name and id", function()
    local fan = box.state.fans[2]
    assert.equal(fan.id, assert(client.discovery:search_accounts({ query = fan.username:upper() })).items[1].id)
    assert.equal(fan.id, assert(client.accounts:get_profile_data(fan.username))[1].id)
    assert.same({}, assert(client.accounts:get_profile_data("nobody_of_that_name")))
    local found = assert(client.accounts:get_by_ids({ fan.id, box.model.native_id, "7" }))
    assert.same({ box.model.native_id, fan.id }, { found[1].id, found[2].id })
  end)

  describe("accounts", function()
    local login = { username = "other", password = "canary", name = "Other One", countryCode = "DE" }

    local function with(more)
      for name, value in pairs(login) do
        more[name] = value
      end
      return more
    end

    it("are connected with a code, used, and disconnected", function()
      local first = assert(client.accounts:connect(login))
      assert.is_true(first.requires_2fa)
      assert.is_nil(first.account_id)
      assert.equal(1, #assert(client.accounts:list()))
      local wrong = with({ twoFactorToken = first.twofa_token, twoFactorCode = "999999" })
      assert.equal(400, select(2, client.accounts:verify_2fa(wrong)).status)
      local right = with({ twoFactorToken = first.twofa_token, twoFactorCode = "012345" })
      assert(client.accounts:verify_2fa(right))
      assert.equal(400, select(2, client.accounts:verify_2fa(right)).status)
      local listed = assert(client.accounts:list())
      assert.equal("Other One", listed[2].name)
      local other = assert(client:account(listed[2].accountId))
      assert.not_equal(box.model.native_id, assert(other:me()).id)
      assert.same({}, assert(other.chats:list()).items)
      assert(client.accounts:disconnect(listed[2].accountId))
      assert.equal("forbidden", kind_of(other.chats:list()))
      assert.equal(1, #assert(client.accounts:list()))
      assert.is_nil(box:save():find("canary", 1, true))
    end)

    it("are connected at once where no code is asked for, and too late where one comes late", function()
      local first = assert(client.accounts:connect(login))
      box:advance(601)
      local late = with({ twoFactorToken = first.twofa_token, twoFactorCode = "012345" })
      assert.equal(400, select(2, client.accounts:verify_2fa(late)).status)
      start({ two_factor_code = false })
      assert(client.accounts:connect(login))
      assert.equal(2, #assert(client.accounts:list()))
    end)

    it("take one-time codes once, and payout methods", function()
      local session = assert(client.accounts:send_otp({ useEmailTwoFAFallback = true })).emailTwofa
      local function verify(code)
        return client.accounts:verify_otp({ token = session.token, code = code })
      end
      assert.equal(400, select(2, verify("1")).status)
      assert(verify("012345"))
      assert.equal(400, select(2, verify("012345")).status)
      local method = { id = "", providerId = "2", metadata = '{"iban":"x"}', type = 1 }
      assert(client.payouts:add_method(method))
      assert.equal("2", box.state.payout_methods[1].provider_id)
      assert.is_nil(box:save():find("iban", 1, true)) -- what is a secret in the row is not kept
      method.metadata = "iban"
      assert.equal(400, select(2, client.payouts:add_method(method)).status)
    end)
  end)

  describe("the clock", function()
    it("goes forward only, and moves what answers tell", function()
      local _, _, info = client.accounts:get_current()
      assert.equal("2026-09-21T14:13:20.000Z", info.timestamp)
      box:advance(1.5)
      _, _, info = client.accounts:get_current()
      assert.equal("2026-09-21T14:13:21.500Z", info.timestamp)
      for _, wrong in ipairs({ -1, math.huge, 0 / 0, "1" }) do
        assert.error_matches(function() box:advance(wrong) end, "the clock moves by a number of seconds, forward")
      end
    end)

    it("lets the rate limit go by", function()
      start({ rate_limit = 2 })
      assert(client.accounts:get_current())
      box:advance(30)
      assert(client.accounts:get_current())
      local _, err = client.accounts:get_current()
      assert.equal("rate_limited", err.kind)
      assert.equal(30, err.retry_after)
      box:advance(30)
      assert(client.accounts:get_current())
      assert.equal("rate_limited", kind_of(client.accounts:get_current()))
    end)
  end)

  describe("credits", function()
    it("are spent, and end", function()
      start({ credits = 2 })
      assert(client.accounts:get_current())
      assert.equal(1, box.model.credits)
      assert(client.accounts:get_current())
      assert.equal("payment_required", kind_of(client.accounts:get_current()))
      assert.equal(0, box.model.credits)
      box.model.credits = 1
      assert.equal("not_found", kind_of(client.chats:mute("7"))) -- a failed call is counted as well
      assert.equal("payment_required", kind_of(client.accounts:get_current()))
    end)

    it("are spent as the client counts them", function()
      start({ credits = 1000, page_size = 500, chats = 500 })
      local _, _, info = client.chats:list()
      assert.is_true(info.credits > 1)
      assert.equal(client:usage().credits, 1000 - box.model.credits)
      local left = box.model.credits
      for _ = 1, 80 do
        box:webhook("subscriptions.new", { fan_id = box.state.fans[1].id })
      end
      assert.equal(left - 1, box.model.credits)
    end)
  end)

  describe("the state", function()
    it("is a believable account of the wanted size", function()
      start({ chats = 500 })
      local state = box.state
      local active = assert(client.subscribers:list()).response.stats.totalActive
      assert.equal(500, #state.chats)
      assert.equal(505, #state.fans)
      assert.is_true(active > 100 and active < 350)
      assert.is_true(#state.transactions > active)
      assert.equal(24, assert(client.vault:list_albums()).albums[1].itemCount)
      assert.is_true(assert(client.vault:list_albums()).albums[3].itemCount > 10)
      assert.equal(12, #assert(client.posts:list()).posts)
    end)

    it("follows from the seed and the clock", function()
      local function another(seed)
        return sandbox.new({ seed = seed, chats = 20, upload_polls = 0, now = box.model.now }):save()
      end
      assert.is_true(equal_states(box:save(), another(7)))
      assert.is_false(equal_states(box:save(), another(8)))
    end)

    it("is saved and restored as a whole", function()
      local chat = box.state.chats[2]
      local sent = assert(client.messages:send_ppv(chat.id, { content = "hé \"x\"", media = "m1", price = "4.99" }))
      local media = assert(client.media:upload(files.write("a.jpg", "\0\255\1 bytes"), { poll_interval = 0 }))
      local id = assert(client.mass_messages:send({ content = "later", includeFollowers = true, scheduledFor = ms(HOUR) })).id
      assert(client.accounts:connect({ username = "o", password = "p", name = "O", countryCode = "DE" }))
      box:advance(10)
      local text = box:save()
      assert.is_nil(text:find(box.api_key, 1, true))

      local other = sandbox.new({ state = text, now = function() return clock end })
      assert.is_true(equal_states(text, other:save()))
      local math_type = rawget(math, "type")
      assert.equal(math_type and "integer", math_type and math_type(other.state.sequence))
      local there = assert(other:client())
      local listed = assert(there.messages:list(chat.id))
      assert.equal(sent.id, listed.items[1].id)
      assert.equal(sent.createdAt, listed.items[1].createdAt)
      assert.same({}, listed.items[1].likes)
      assert.equal(4990, listed.response.accountMedia[1].price)
      local place = assert(there.media:get(media.mediaId)).media.locations[1].location
      local file = assert(there.media:download(place, files.path("b.jpg")))
      assert.equal("\0\255\1 bytes", files.read(file.path))
      files.remove()
      other:advance(HOUR)
      assert.equal(id, assert(there.mass_messages:list_sent_stats()).items[1].id)
      assert.equal(1, #assert(client.mass_messages:list_scheduled()).scheduledBroadcastMessages) -- the first one knows nothing of it
      local group = assert(there.chats:create_group({ users = { box.model.native_id, box.state.fans[22].id } }))
      assert.is_nil(box:save():find(group.id, 1, true))
      there:close()
    end)

    it("can be changed before a call", function()
      box.state.chats[1].fan.username = "renamed"
      assert.equal("renamed", assert(client.chats:list({ search = "RENAMED" })).items[1].partnerUsername)
    end)

    it("that is impossible is an error of the server, and the sandbox lives on", function()
      local fan = table.remove(box.state.chats[1].messages)
      box.state.chats[1].messages[1] = false
      local _, err = client.messages:list(box.state.chats[1].id)
      assert.equal(500, err.status)
      assert.is_truthy(err.message:find("Internal error", 1, true))
      box.state.chats[1].messages = { fan }
      assert(client.messages:list(box.state.chats[1].id))
    end)

    it("is refused where it is something else", function()
      for _, wrong in ipairs({ "", "{", "{}", '{"version":2}', 7 }) do
        assert.error_matches(function() sandbox.new({ state = wrong }) end, "state has to be what sandbox:save%(%) gave")
      end
    end)
  end)
end)
