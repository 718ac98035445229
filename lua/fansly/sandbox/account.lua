--- One account of the sandbox and what belongs to it: its fans, its chats, their messages.
-- Everything follows from the seed alone, also the times: two sandboxes of one seed are equal whenever they start.
-- Ids are put together as text. As numbers they would lose digits.

local json = require("fansly.json")
local random = require("fansly.sandbox.random")
local words = require("fansly.sandbox.words")

local EPOCH = 1767225600 -- 2026-01-01T00:00:00Z, when the seeded history ends
local CHAT_GAP = 2700 -- seconds between the last messages of two seeded chats
local MESSAGE_GAP = 240
local YEAR = 365 * 86400
local MUTED, VIP = 1, 4

local Account = {}
Account.__index = Account

--- A new id of 18 digits.
---@param kind string the first digit; it tells kinds of ids apart when one reads them
---@return string id
function Account:new_id(kind)
  self.sequence = self.sequence + 1
  return ("%s%08d%05d%04d"):format(kind, self.random:below(100000000), self.sequence % 100000, self.random:below(10000))
end

-- Ids of messages grow with time, as those of the API do.
local function message_id(account, at)
  account.sequence = account.sequence + 1
  return ("%010d%08d"):format(math.floor(at) % 10000000000, account.sequence % 100000000)
end

local function touch(account, chat)
  account.activity = account.activity + 1
  chat.activity = account.activity
  account.ordered = {}
end

--- Opens the chat with a fan.
---@param fan table
---@return table chat
function Account:open_chat(fan)
  local chat = { id = self:new_id("2"), fan = fan, flags = 0, unread = 0, messages = {} }
  self.chats[#self.chats + 1] = chat
  self.chat_by_id[chat.id], self.chat_by_fan[fan.id] = chat, chat
  touch(self, chat)
  return chat
end

--- Adds a message to a chat, as its last one.
---@param chat table
---@param sender string native id
---@param content string
---@param at number seconds
---@param attachments? table
---@return table message in the form of the API
function Account:post(chat, sender, content, at, attachments)
  local reader = sender == self.native_id and chat.fan.id or self.native_id
  local message = {
    type = 1,
    attachments = json.array(attachments),
    content = content,
    groupId = chat.id,
    senderId = sender,
    inReplyTo = "",
    interactions = { { groupId = chat.id, userId = reader, readAt = 0, deliveredAt = 0 } },
    id = message_id(self, at),
    createdAt = at,
  }
  chat.messages[#chat.messages + 1] = message
  touch(self, chat)
  return message
end

--- Makes a piece of media part of the account: each use gets its own account-media id, which attachments name.
---@param media_id string
---@param price? number dollars
---@return table account_media
function Account:add_media(media_id, price)
  local media = { id = self:new_id("5"), mediaId = media_id, price = price }
  self.media_by_id[media.id] = media
  return media
end

--- Sets bits of a fan's `ignoreFlags`.
-- Whether the API combines mute (1) and VIP (4) is not documented. The sandbox keeps both: the answer is called
-- "the value applied", it names a bit field, and a VIP who is lost by muting would be the nastier surprise.
---@param fan table
---@param bit integer 1 or 4
---@return integer flags
function Account.set_flag(fan, bit)
  if math.floor(fan.ignore_flags / bit) % 2 == 0 then
    fan.ignore_flags = fan.ignore_flags + bit
  end
  return fan.ignore_flags
end

---@param fan table
---@return boolean
function Account.is_vip(fan)
  return math.floor(fan.ignore_flags / VIP) % 2 == 1
end

local function username(account)
  local rng = account.random
  local name
  repeat
    name = ("%s_%s%d"):format(rng:pick(words.adjectives), rng:pick(words.nouns), rng:below(1000))
  until not account.names[name]
  account.names[name] = true
  return name
end

local function avatar(account, owner)
  local id = account:new_id("6")
  local path = ("/%s/%s.jpeg"):format(owner, id)
  return { id = id, location = path, locations = { { location = "https://cdn.example.com" .. path } } }
end

local function seed_fan(account)
  local rng = account.random
  local id = account:new_id("3")
  local subscriber = rng:chance(40)
  return {
    id = id,
    username = username(account),
    display_name = rng:chance(80) and rng:pick(words.display_names) or nil,
    avatar = rng:chance(75) and avatar(account, id) or nil,
    about = rng:pick(words.abouts),
    tier_id = subscriber and rng:pick(account.tier_ids) or nil,
    follower = rng:chance(subscriber and 90 or 60),
    ignore_flags = (rng:chance(15) and VIP or 0) + (rng:chance(8) and MUTED or 0),
    follow_count = rng:below(200),
    created_at = (EPOCH - YEAR - rng:below(3 * YEAR)) * 1000,
    last_seen_at = (EPOCH - rng:below(30 * 86400)) * 1000 + rng:below(1000),
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

local function seed_profile(account)
  account.native_id = account:new_id("1")
  account.profile = {
    id = account.native_id,
    username = "sandbox_creator",
    displayName = "Sandbox Creator",
    walls = { { id = account:new_id("9"), name = "Posts" }, { id = account:new_id("9"), name = "Subscribers" } },
  }
  account.tier_ids = { account:new_id("4"), account:new_id("4"), account:new_id("4") }
end

local account = {}

--- Invents an account.
---@param options { seed: number, chats: integer, strangers: integer } `strangers`: known users without a chat
function account.new(options)
  local self = setmetatable({
    random = random.new(options.seed),
    sequence = 0,
    activity = 0,
    names = {},
    fans = {},
    fan_by_id = {},
    chats = {},
    chat_by_id = {},
    chat_by_fan = {},
    media_by_id = {},
    ordered = {},
  }, Account)
  seed_profile(self)
  for i = 1, options.chats + options.strangers do
    local fan = seed_fan(self)
    self.fans[i], self.fan_by_id[fan.id] = fan, fan
    if i <= options.chats then
      seed_chat(self, fan, EPOCH - (options.chats - i) * CHAT_GAP)
    end
  end
  return self
end

account.MUTED, account.VIP = MUTED, VIP

return account
