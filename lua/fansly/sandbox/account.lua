--- One connected account of the sandbox: its state, and what finds things in it.
--
-- `account.state` is plain data, so that it can be looked at, changed and saved (see fansly.sandbox.snapshot). What is only there
-- to find things again stands beside it.
-- Ids are put together as text. As numbers they would lose digits.

local media = require("fansly.sandbox.media")
local random = require("fansly.sandbox.random")

local MUTED, VIP = 1, 4

local Account = {}
Account.__index = Account

local collections = {
  "fans", "chats", "account_media", "files", "jobs", "tiers", "subscriptions", "following", "lists", "walls", "posts", "mass_messages",
  "automated_messages", "transactions", "payout_methods", "agenda",
}

--- A new id of 18 digits.
---@param kind string the first digit; it tells kinds of ids apart when one reads them
---@return string id
function Account:new_id(kind)
  local state = self.state
  state.sequence = state.sequence + 1
  return ("%s%08d%05d%04d"):format(kind, self.random:below(100000000), state.sequence % 100000, self.random:below(10000))
end

-- Ids of messages grow with time, as those of the API do.
local function new_message_id(state, at)
  state.sequence = state.sequence + 1
  return ("%010d%08d"):format(math.floor(at) % 10000000000, state.sequence % 100000000)
end

-- Something happened in a chat: it goes to the top of the list, and shows itself again.
local function touch(account, chat)
  account.state.activity = account.state.activity + 1
  chat.activity, chat.hidden = account.state.activity, nil
  account.ordered = {}
end

--- Seconds on the sandbox's clock.
---@return number
function Account:time()
  return self.model:time()
end

--- Takes somebody in as known.
---@param fan table
function Account:add_fan(fan)
  table.insert(self.state.fans, fan)
  self.fan_by_id[fan.id] = fan
end

local function link_chat(account, chat)
  chat.fan = account.fan_by_id[chat.fan_id]
  account.chat_by_id[chat.id], account.chat_by_fan[chat.fan_id] = chat, chat
end

--- Opens the chat with a fan, where there is none yet.
---@param fan table
---@return table chat
function Account:open_chat(fan)
  local chat = self.chat_by_fan[fan.id]
  if not chat then
    chat = { id = self:new_id("2"), fan_id = fan.id, flags = 0, unread = 0, messages = {} }
    table.insert(self.state.chats, chat)
    link_chat(self, chat)
    touch(self, chat)
  end
  return chat
end

--- Adds a message to a chat, as its last one.
---@param chat table
---@param sender string native id
---@param content string
---@param at number seconds
---@param attachments? table
---@return table message
function Account:post(chat, sender, content, at, attachments)
  local message = {
    id = new_message_id(self.state, at),
    type = 1,
    content = content,
    groupId = chat.id,
    senderId = sender,
    readerId = sender == self.native_id and chat.fan_id or self.native_id,
    createdAt = at,
    attachments = attachments or {},
    likes = {},
    tips = 0,
  }
  table.insert(chat.messages, message)
  touch(self, chat)
  return message
end

--- A message of a fan, which waits to be read.
---@param chat table
---@param content string
---@param at number seconds
---@return table message
function Account:receive(chat, content, at)
  local message = self:post(chat, chat.fan_id, content, at)
  chat.unread, chat.last_unread_id = chat.unread + 1, message.id
  return message
end

--- Where a message is.
---@param message_id string
---@return table|nil message
---@return table|nil chat
---@return integer|nil place
function Account:find_message(message_id)
  for _, chat in ipairs(self.state.chats) do
    for place = #chat.messages, 1, -1 do
      if chat.messages[place].id == message_id then
        return chat.messages[place], chat, place
      end
    end
  end
end

--- Makes a piece of media part of the account: each use gets its own account-media id, which attachments name.
---@param media_id string
---@param price? number dollars
---@param more? { rules: table[]|nil, previewId: string|nil, shown: string|nil } `shown`: `posts` or `messages`
---@return table account_media
function Account:add_media(media_id, price, more)
  local used = { id = self:new_id("5"), mediaId = media_id, price = price }
  for name, value in next, more or {} do
    used[name] = value
  end
  table.insert(self.state.account_media, used)
  self.media_by_id[used.id] = used
  return used
end

--- Sets or clears a bit of a fan's `ignoreFlags`.
-- Whether the API combines mute (1) and VIP (4) is not documented. The sandbox keeps both: the answer is called
-- "the value applied", it names a bit field, and a VIP who is lost by muting would be the nastier surprise.
---@param fan table
---@param bit integer 1 or 4
---@param on boolean
---@return integer flags
function Account.set_flag(fan, bit, on)
  local is_set = math.floor(fan.ignore_flags / bit) % 2 == 1
  if is_set ~= on then
    fan.ignore_flags = fan.ignore_flags + (on and bit or -bit)
  end
  return fan.ignore_flags
end

---@param fan table
---@return boolean
function Account.is_vip(fan)
  return math.floor(fan.ignore_flags / VIP) % 2 == 1
end

--- The record of a collection with an id.
---@param collection string
---@param id string
---@return table|nil record
---@return integer|nil place
function Account:find(collection, id)
  for place, record in ipairs(self.state[collection]) do
    if record.id == id then
      return record, place
    end
  end
end

--- Takes a record out of a collection.
---@param collection string
---@param id string
---@return table|nil record nil where there is none
function Account:remove(collection, id)
  local _, place = self:find(collection, id)
  return place and table.remove(self.state[collection], place)
end

-- What finds things in the state, made anew from it.
local function link(self)
  self.id, self.native_id = self.state.id, self.state.native_id
  self.fan_by_id, self.chat_by_id, self.chat_by_fan, self.media_by_id, self.ordered = {}, {}, {}, {}, {}
  for _, fan in ipairs(self.state.fans) do
    self.fan_by_id[fan.id] = fan
  end
  for _, chat in ipairs(self.state.chats) do
    link_chat(self, chat)
  end
  for _, used in ipairs(self.state.account_media) do
    self.media_by_id[used.id] = used
  end
  self.media_store = media.new(self)
  return self
end

local account = { MUTED = MUTED, VIP = VIP }

--- A new account with nothing in it but its profile and its walls.
---@param model table that it is in
---@param id string as the service names it
---@param seed number
---@param name string
---@return table account
function account.new(model, id, seed, name)
  local generator = random.new(seed)
  local state = { id = id, random = generator, sequence = 0, activity = 0, kept = 0 }
  for _, collection in ipairs(collections) do
    state[collection] = {}
  end
  local self = setmetatable({ model = model, state = state, random = generator }, Account)
  state.native_id = self:new_id("1")
  state.walls = { { id = self:new_id("9"), name = "Posts" }, { id = self:new_id("9"), name = "Subscribers" } }
  state.profile = { id = state.native_id, username = (name:lower():gsub("[^%w]+", "_")), displayName = name }
  return link(self)
end

--- An account of a state that was saved.
---@param model table
---@param state table
---@return table account
function account.restore(model, state)
  return link(setmetatable({ model = model, state = state, random = random.resume(state.random) }, Account))
end

return account
