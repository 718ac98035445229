--- Webhooks of the sandbox: an event happens in the account, and is delivered as the API delivers it.

local automation = require("fansly.sandbox.automation")
local check = require("fansly.check")
local errors = require("fansly.error")
local json = require("fansly.json")
local ledger = require("fansly.sandbox.ledger")
local money = require("fansly.units.money")
local rows = require("fansly.sandbox.rows")
local subscriptions = require("fansly.sandbox.subscriptions")
local times = require("fansly.units.times")
local webhook = require("fansly.webhook")

local TIMEOUT = 10 -- seconds for a receiver to answer

local options_of_event = {
  { name = "chat_id", type = "id" },
  { name = "content", type = "string" },
  { name = "account_media_id", type = "id" },
  { name = "amount", type = "integer", minimum = 0 }, -- cents
  { name = "fan_id", type = "id" },
  { name = "tier_id", type = "id" },
  { name = "data", type = "object" },
  { name = "secret", type = "string", secret = true },
  { name = "header", type = "string" },
  { name = "prefix", type = "string" },
  { name = "encoding", type = "string" },
  { name = "url", type = "string" },
}

local function fail(field, problem)
  error(("fansly.sandbox: webhook: %s %s"):format(field, problem), 0)
end

local webhooks = {}

local function chat_of(model, options)
  local chat
  if options.chat_id then
    chat = model:chat(options.chat_id)
  else
    chat = model.account.state.chats[1]
  end
  return chat or error("fansly.sandbox: a webhook needs a chat, and there is none " .. tostring(options.chat_id or "at all"), 0)
end

local function message_data(model, message)
  local data = rows.sent_message(model.account, message)
  local fan_id = model.account.chat_by_id[message.groupId].fan_id
  data.embeds = json.array()
  data.interactions = { { groupId = message.groupId, userId = fan_id, readAt = 0, deliveredAt = 0, messageId = message.id } }
  return data
end

-- What happens in the account, and what is told of it: one function an event.
local happen = {}

happen["messages.received"] = function(model, options)
  local message = model.account:receive(chat_of(model, options), options.content or "hello", model:message_time())
  return message_data(model, message)
end

happen["messages.sent"] = function(model, options)
  local account = model.account
  return message_data(model, account:post(chat_of(model, options), account.native_id, options.content or "hey", model:message_time()))
end

happen["ppv.purchased"] = function(model, options)
  local account = model.account
  local used = options.account_media_id and model:media(options.account_media_id) or account:add_media("media_1", 25)
  local buyer = chat_of(model, options).fan_id
  return {
    orderId = ledger.sell(account, used, buyer, model:time()).id,
    accountMediaId = used.id,
    accountId = buyer,
    correlationAccountId = account.native_id,
    orderMetadata = { accountMediaPrice = assert(money.dollars(used.price)):to("cents"):number() },
  }
end

happen["tips.received"] = function(model, options)
  local account, now = model.account, model:time()
  local chat = options.chat_id and chat_of(model, options) or account.state.chats[1]
  local mills = (options.amount or 500) * 10
  local transaction = ledger.record(account, "tip", chat and chat.fan_id, mills, now)
  automation.fire(account, "new_tip", transaction.fan_id, now, { mills = mills, text = options.content })
  return { amount = options.amount or 500, correlationId = transaction.id }
end

-- Somebody without a tier, where nobody is named.
local function newcomer(account)
  for _, fan in ipairs(account.state.fans) do
    if not fan.tier_id then
      return fan.id
    end
  end
end

happen["subscriptions.new"] = function(model, options)
  local account = model.account
  local matter = { fan_id = options.fan_id or newcomer(account), tier_id = options.tier_id or model.tiers[1], auto_renew = true }
  subscriptions.begin(account, matter, model:time())
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
  return { event = name, accountId = model.account_id, timestamp = times.iso(model:time()), data = data }
end

local function headers_of(options, body)
  local headers = { ["content-type"] = "application/json" }
  if options.secret then
    local hook, err = webhook.new({
      secret = options.secret,
      header = options.header,
      prefix = options.prefix,
      encoding = options.encoding,
    })
    if not hook then
      error("fansly.sandbox: webhook: " .. err.message, 0)
    end
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
  local has_http, http = pcall(require, "http.request")
  if not has_http then
    error("fansly.sandbox: the option url needs lua-http for this Lua; without it a webhook only answers body and headers", 0)
  end
  local request = http.new_from_uri(url)
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
--- `account_media_id`), `tips.received` (`chat_id`, `amount` in cents, `content`) and `subscriptions.new` (`fan_id`, `tier_id`); any
--- other needs `data`.
---@param model table
---@param name string
---@param options? table of the event; `data` goes on top of what it tells; `secret`, `header`, `prefix`, `encoding` sign it; `url`
---@return { body: string, headers: table<string, string>, status: integer|nil, problem: string|nil } delivery
function webhooks.deliver(model, name, options)
  if options ~= nil and type(options) ~= "table" then
    fail("options", "have to be a table, not " .. errors.shown(options))
  end
  local checked, problem, field = check.params(options or {}, { params = options_of_event })
  if not checked then
    fail(field, problem)
  end
  options = checked
  model:settle()
  local delivery = { body = assert(json.encode(event_of(model, name, options))) }
  delivery.headers = headers_of(options, delivery.body)
  model:count_event()
  if options.url then
    delivery.status, delivery.problem = webhooks.send(delivery, options.url)
  end
  return delivery
end

return webhooks
