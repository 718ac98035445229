--- What else a creator has in the sandbox: posts, subscribers, followers, lists, earnings, accounts, from their making to their end.

local fansly = require("fansly")
local world = require("spec.support.sandbox_world")

local NOW, HOUR, DAY = world.NOW, world.HOUR, world.DAY
local kind_of, ms = world.kind_of, world.ms

local function ids(list)
  local seen = {}
  for i, item in ipairs(list) do
    seen[i] = item.id
    seen[item.id] = item
  end
  return seen
end

describe("in the sandbox", function()
  local box, client

  before_each(function()
    box, client = world.start()
  end)
  after_each(world.stop)

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
      world.clock = NOW + HOUR -- the clock of the host moves it as well
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
      box, client = world.start({ two_factor_code = false })
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
end)
