--- What is there when a sandbox begins: fans, chats and their messages, and all that a creator's account has besides.
-- Everything follows from the seed alone, also the times: two sandboxes of one seed are equal whenever they start. Only what
-- would have run out long ago is counted from the day of the start: subscriptions that do not renew, and what is scheduled.

local account_module = require("fansly.sandbox.account")
local agenda = require("fansly.sandbox.agenda")
local catch_up = require("fansly.sandbox.due")
local ledger = require("fansly.sandbox.ledger")
local random = require("fansly.sandbox.random")
local words = require("fansly.sandbox.words")

local EPOCH = 1767225600 -- 2026-01-01T00:00:00Z, when the seeded history ends
local CHAT_GAP = 2700 -- seconds between the last messages of two seeded chats
local MESSAGE_GAP = 240
local DAY = 86400
local YEAR = 365 * DAY
local MUTED, VIP = account_module.MUTED, account_module.VIP

local function username(names, rng)
  local name
  repeat
    name = ("%s_%s%d"):format(rng:pick(words.adjectives), rng:pick(words.nouns), rng:below(1000))
  until not names[name]
  names[name] = true
  return name
end

local function avatar(account, owner)
  local id = account:new_id("6")
  local path = ("/%s/%s.jpeg"):format(owner, id)
  return { id = id, location = path, locations = { { location = "https://cdn.example.com" .. path } } }
end

local function seed_fan(account, names)
  local rng = account.random
  local id = account:new_id("3")
  local subscriber = rng:chance(40)
  return {
    id = id,
    username = username(names, rng),
    display_name = rng:chance(80) and rng:pick(words.display_names) or nil,
    avatar = rng:chance(75) and avatar(account, id) or nil,
    about = rng:pick(words.abouts),
    tier_id = subscriber and rng:pick(account.state.tiers).id or nil,
    follower = rng:chance(subscriber and 90 or 60),
    ignore_flags = (rng:chance(15) and VIP or 0) + (rng:chance(8) and MUTED or 0),
    follow_count = rng:below(200),
    created_at = (EPOCH - YEAR - rng:below(3 * YEAR)) * 1000,
    last_seen_at = (EPOCH - rng:below(30 * DAY)) * 1000 + rng:below(1000),
  }
end

-- Unread messages are the last ones of a chat, and come from the fan.
local function seed_chat(account, fan, last_at)
  local rng = account.random
  local chat = account:open_chat(fan)
  local count = rng:below(8)
  local unread = rng:chance(40) and math.min(count, 1 + rng:below(4)) or 0
  for i = 1, count do
    local from_fan = i > count - unread or rng:chance(50)
    local text = rng:pick(from_fan and words.from_fan or words.from_creator)
    local at = last_at - (count - i) * MESSAGE_GAP - rng:below(MESSAGE_GAP / 2) + rng:below(1000) / 1000
    local message = account:post(chat, from_fan and fan.id or account.native_id, text, at)
    chat.last_unread_id = unread > 0 and message.id or nil
  end
  chat.unread = unread
end

local function seed_tiers(account)
  local tiers = account.state.tiers
  for i, tier in ipairs(words.tiers) do
    local id = account:new_id("4")
    tiers[i] = {
      id = id,
      plan_id = "53" .. id:sub(3),
      pos = i - 1,
      name = tier.name,
      color = tier.color,
      price = tier.price,
      benefits = tier.benefits,
    }
  end
end

-- --- what came before ---

-- One chat in ten is an old one: months of messages come before those of the last days.
local function seed_history(account, rng)
  for _, chat in ipairs(account.state.chats) do
    local first = chat.messages[1]
    if first and rng:chance(10) then
      local recent, activity, hour = chat.messages, chat.activity, first.createdAt
      chat.messages = {}
      local count = 20 + rng:below(80)
      for i = count, 1, -1 do
        local from_fan = rng:chance(50)
        local text = rng:pick(from_fan and words.from_fan or words.from_creator)
        account:post(chat, from_fan and chat.fan_id or account.native_id, text, hour - i * 3600 - rng:below(1800))
      end
      for _, message in ipairs(recent) do
        table.insert(chat.messages, message)
      end
      chat.activity = activity
    end
  end
end

local function seed_vault(account, rng, count)
  for i = 1, count do
    local kind = rng:pick(words.files)
    account.media_store:add({ mimetype = kind.mimetype, filename = kind.name:format(i), created_at = EPOCH - (count - i + 1) * DAY })
  end
end

local function seed_posts(account, rng, count)
  local state = account.state
  for i = 1, count do
    local file = #state.files > 0 and rng:chance(70) and rng:pick(state.files)
    local id = account:new_id("8")
    local used = file and account:add_media(file.id, nil, { shown = "posts" })
    state.posts[i] = {
      id = id,
      content = rng:pick(words.posts),
      created_at = EPOCH - (count - i) * 2 * DAY - rng:below(DAY),
      wall_ids = { rng:pick(state.walls).id },
      attachments = used and { { contentType = 1, contentId = used.id } } or {},
      likes = rng:below(60),
      replies = rng:below(9),
    }
  end
end

-- Paid messages that some fans have bought, and tips that others gave.
local function seed_sales(account, rng)
  local state = account.state
  for _, chat in ipairs(state.chats) do
    local last = chat.messages[#chat.messages]
    if last and last.senderId == account.native_id and #state.files > 0 and rng:chance(40) then
      local used = account:add_media(rng:pick(state.files).id, rng:pick(words.prices), { shown = "messages" })
      used.rules = { { access_type = { "ppv" }, price = used.price } }
      last.attachments = { { contentType = 1, contentId = used.id } }
      if rng:chance(50) then
        ledger.sell(account, used, chat.fan_id, last.createdAt + 600)
      end
    elseif last and rng:chance(15) then
      ledger.record(account, "tip", chat.fan_id, rng:pick(words.prices) * 1000, last.createdAt)
    end
  end
end

-- Subscriptions that renew have done so ever since; the agenda tells when the next time is.
local function seed_subscription(account, rng, fan, today)
  local renews = fan.tier_id ~= nil and rng:chance(80)
  local tier = fan.tier_id and account:find("tiers", fan.tier_id) or rng:pick(account.state.tiers)
  local begins = renews and EPOCH - rng:below(300) * DAY or today - rng:below(29) * DAY
  if not fan.tier_id then
    begins = EPOCH - (31 + rng:below(200)) * DAY
  end
  agenda.add(account, begins, "subscribe", { fan_id = fan.id, tier_id = tier.id, auto_renew = renews })
end

local function seed_subscriptions(account, rng, today)
  for _, fan in ipairs(account.state.fans) do
    if fan.tier_id or rng:chance(20) then
      seed_subscription(account, rng, fan, today)
    end
  end
end

local function seed_lists(account, rng)
  for i, label in ipairs(words.lists) do
    local list = { id = account:new_id("7"), label = label, members = {} }
    for _, fan in ipairs(account.state.fans) do
      if rng:chance(10) then
        table.insert(list.members, fan.id)
      end
    end
    account.state.lists[i] = list
  end
end

local function seed_broadcasts(account, rng)
  local state = account.state
  for i, text in ipairs(words.broadcasts) do
    local total = #state.chats - rng:below(math.floor(#state.chats / 4) + 1)
    state.mass_messages[i] = {
      id = account:new_id("7"),
      state = i == 1 and "deleted" or "sent",
      params = { content = text },
      at = EPOCH - (#words.broadcasts - i + 1) * 5 * DAY,
      deleted_at = i == 1 and EPOCH - 4 * DAY or nil,
      total = total,
      read = rng:below(total + 1),
    }
  end
end

local function seed_automation(account)
  local state = account.state
  for i, rule in ipairs(words.automated) do
    local params = { triggerType = rule.trigger, content = rule.content, delay = 60, cooldown = DAY }
    state.automated_messages[i] = { id = account:new_id("7"), params = params, last = {} }
  end
end

local seeding = {}

--- Fills an account with fans, chats, and what a creator's account has besides.
---@param account table new, of the same seed
---@param options { seed: number, chats: integer, strangers: integer, files: integer, posts: integer } `strangers`: users without a chat
function seeding.fill(account, options)
  seed_tiers(account)
  local names = {}
  for i = 1, options.chats + options.strangers do
    local fan = seed_fan(account, names)
    account:add_fan(fan)
    if i <= options.chats then
      seed_chat(account, fan, EPOCH - (options.chats - i) * CHAT_GAP)
    end
  end
  local rng = random.new(options.seed + 1)
  local now = account:time()
  seed_history(account, rng)
  seed_vault(account, rng, options.files)
  seed_posts(account, rng, options.posts)
  seed_sales(account, rng)
  seed_subscriptions(account, rng, now - now % DAY)
  seed_lists(account, rng)
  seed_broadcasts(account, rng)
  catch_up(account, now)
  ledger.sort(account)
  seed_automation(account) -- what is long past starts no message
end

return seeding
