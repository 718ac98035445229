--- Webhooks of the sandbox: an event happens in the account, and is delivered as the API delivers it.

local json = require("fansly.json")
local units = require("fansly.units")
local webhook = require("fansly.webhook")

local TIMEOUT = 10 -- seconds for a receiver to answer

local webhooks = {}

local function chat_of(model, options)
  local chat
  if options.chat_id then
    chat = model:chat(options.chat_id)
  else
    chat = model.account.chats[1]
  end
  return chat or error("fansly.sandbox: a webhook needs a chat, and there is none " .. tostring(options.chat_id or "at all"), 0)
end

local function message_data(chat, message)
  local data = { embeds = json.array() }
  for name, value in pairs(message) do
    data[name] = value
  end
  data.interactions = { { groupId = chat.id, userId = chat.fan.id, readAt = 0, deliveredAt = 0, messageId = message.id } }
  return data
end

-- What happens in the account, and what is told of it: one function an event.
local happen = {}

happen["messages.received"] = function(model, options)
  local chat = chat_of(model, options)
  local message = model.account:post(chat, chat.fan.id, options.content or "hello", model:message_time())
  chat.unread, chat.last_unread_id = chat.unread + 1, message.id
  return message_data(chat, message)
end

happen["messages.sent"] = function(model, options)
  local chat = chat_of(model, options)
  local message = model.account:post(chat, model.account.native_id, options.content or "hey", model:message_time())
  return message_data(chat, message)
end

happen["ppv.purchased"] = function(model, options)
  local account = model.account
  local media = options.account_media_id and model:media(options.account_media_id) or account:add_media("media_1", 25)
  return {
    orderId = account:new_id("5"),
    accountMediaId = media.id,
    accountId = chat_of(model, options).fan.id,
    correlationAccountId = account.native_id,
    orderMetadata = { accountMediaPrice = assert(units.dollars(media.price)):to("cents"):number() },
  }
end

happen["tips.received"] = function(model, options)
  return { amount = options.amount or 500, correlationId = model.account:new_id("5") }
end

happen["subscriptions.new"] = function()
  return {}
end

local function event_of(model, name, options)
  local data = {}
  if happen[name] then
    data = happen[name](model, options)
  elseif not options.data then
    error(("fansly.sandbox: %s is no event of the API; one that is yet to come needs data"):format(tostring(name)), 0)
  end
  for field, value in pairs(options.data or {}) do
    data[field] = value
  end
  return { event = name, accountId = model.account_id, timestamp = units.iso(model.now()), data = data }
end

local function headers_of(options, body)
  local headers = { ["content-type"] = "application/json" }
  if options.secret then
    local hook = assert(webhook.new({
      secret = options.secret,
      header = options.header,
      prefix = options.prefix,
      encoding = options.encoding,
    }))
    headers[(options.header or "Signature"):lower()] = hook:sign(body)
  end
  return headers
end

--- Sends a delivery, once more where it was sent before. Needs lua-http, as the sandbox's server does.
---@param delivery { body: string, headers: table<string, string> }
---@param url string
---@return integer|nil status
---@return string|nil problem
function webhooks.send(delivery, url)
  local request = require("http.request").new_from_uri(url)
  request.headers:upsert(":method", "POST")
  for name, value in pairs(delivery.headers) do
    request.headers:upsert(name, value)
  end
  request:set_body(delivery.body)
  local headers, stream = request:go(TIMEOUT)
  if not headers then
    return nil, tostring(stream)
  end
  stream:shutdown()
  return tonumber(headers:get(":status"))
end

--- Lets an event happen, and delivers it where a URL is given.
---
--- The five events are `messages.received` and `messages.sent` (options `chat_id`, `content`), `ppv.purchased` (`chat_id`,
--- `account_media_id`), `tips.received` (`amount` in cents) and `subscriptions.new`; any other needs `data`.
---@param model table
---@param name string
---@param options? table of the event; `data` goes on top of what it tells; `secret`, `header`, `prefix`, `encoding` sign it; `url`
---@return { body: string, headers: table<string, string>, status: integer|nil, problem: string|nil } delivery
function webhooks.deliver(model, name, options)
  options = options or {}
  local delivery = { body = assert(json.encode(event_of(model, name, options))) }
  delivery.headers = headers_of(options, delivery.body)
  if options.url then
    delivery.status, delivery.problem = webhooks.send(delivery, options.url)
  end
  return delivery
end

return webhooks
