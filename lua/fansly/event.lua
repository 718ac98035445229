--- What a webhook delivered: its raw bytes become an event, with a key to find duplicates by and with plainly named ids.

local core = require("fansly.core")
local errors = require("fansly.error")
local units = require("fansly.units")

local M = {}

local function id(place)
  return function(data)
    return data[place] ~= nil and units.id(data[place]) or nil
  end
end

-- Whom a message of one's own went to: the one who takes part in it and did not write it. Two would be a guess.
local function reader_of(data)
  local found
  for _, interaction in ipairs(type(data.interactions) == "table" and data.interactions or {}) do
    local user = type(interaction) == "table" and interaction.userId
    if user and user ~= data.senderId and user ~= found then
      if found then
        return nil
      end
      found = user
    end
  end
  return found and units.id(found) or nil
end

-- `orderMetadata` has been seen as an object and as JSON in a text.
local function price_of(data)
  local metadata = data.orderMetadata
  if type(metadata) == "string" then
    metadata = core.decode(metadata)
  end
  return type(metadata) == "table" and units.cents(metadata.accountMediaPrice) or nil
end

local function amount_of(data)
  return units.cents(data.amount) or nil
end

-- The published form of the event does not name the fan. One that is named is taken, and none is guessed.
local function tipper_of(data)
  local user = data.fromUser
  return type(user) == "table" and user.id ~= nil and units.id(user.id) or nil
end

-- By event: the plain names of what is in `data`, and the field that is the event's own id, where it has one. (A tip's
-- `correlationId` may be of what was tipped for: two tips could share it.)
local kinds = {
  ["messages.received"] = {
    own_id = "id",
    names = { message_id = id("id"), chat_id = id("groupId"), sender_id = id("senderId") },
  },
  ["messages.sent"] = {
    own_id = "id",
    names = { message_id = id("id"), chat_id = id("groupId"), sender_id = id("senderId"), fan_id = reader_of },
  },
  ["ppv.purchased"] = {
    own_id = "orderId",
    names = {
      order_id = id("orderId"),
      account_media_id = id("accountMediaId"),
      buyer_id = id("accountId"),
      creator_id = id("correlationAccountId"),
      price = price_of,
    },
  },
  ["tips.received"] = {
    names = { amount = amount_of, correlation_id = id("correlationId"), fan_id = tipper_of },
  },
  ["subscriptions.new"] = { names = {} },
}

--- What was delivered.
---@class fansly.Event
---@field name string such as "messages.received"; "unknown" where the delivery names none
---@field known boolean whether it is one of the five events that are documented
---@field key string the same for two deliveries of one event: its name, account and id; the whole body where it has no id
---@field connected_account_id? string the account, as the service names it
---@field timestamp? string as it came
---@field time? number the same as Unix time in seconds
---@field data table what came, with the API's own names; empty where there was none
---@field body table the whole delivery
---@field message_id? string of messages
---@field chat_id? string of messages: `groupId`
---@field sender_id? string of messages: a native id; `client:is_mine(event.data)` tells whether it is the account's own
---@field fan_id? string of `messages.sent`: whom it went to; of `tips.received`, where the delivery names the fan at all
---@field order_id? string of `ppv.purchased`
---@field account_media_id? string of `ppv.purchased`: the `contentId` of the attachment that was bought
---@field buyer_id? string of `ppv.purchased`: the fan's native id
---@field creator_id? string of `ppv.purchased`: the account's own native id
---@field price? fansly.Amount of `ppv.purchased`, in cents
---@field amount? fansly.Amount of `tips.received`, in cents
---@field correlation_id? string of `tips.received`

local function key_of(event, kind, raw)
  local own = kind and kind.own_id and id(kind.own_id)(event.data)
  if not own then
    return raw
  end
  return table.concat({ event.name, event.connected_account_id or "", own }, ":")
end

local function event_of(body, raw)
  local kind = kinds[body.event]
  local event = {
    name = type(body.event) == "string" and body.event or "unknown",
    known = kind ~= nil,
    connected_account_id = body.accountId ~= nil and units.id(body.accountId) or nil,
    timestamp = type(body.timestamp) == "string" and body.timestamp or nil,
    time = units.time(body.timestamp) or nil,
    data = type(body.data) == "table" and body.data or {},
    body = body,
  }
  for name, read in pairs(kind and kind.names or {}) do
    event[name] = read(event.data)
  end
  event.key = key_of(event, kind, raw)
  return event
end

--- What is wrong with the bytes themselves.
---@param raw any
---@param max_size integer
---@return fansly.Error|nil
function M.fault_of(raw, max_size)
  if type(raw) ~= "string" then
    return errors.validation("body", "has to be the raw bytes of the delivery, not a " .. type(raw))
  elseif #raw > max_size then
    return errors.new({ kind = "limit", message = ("the delivery is larger than %d bytes"):format(max_size) })
  end
end

--- Reads a delivery. Events and fields that this release does not know survive in `data` and `body`.
---@param raw string
---@param max_size integer bytes
---@return fansly.Event|nil event
---@return fansly.Error|nil err kind `protocol`, `limit`
function M.parse(raw, max_size)
  local err = M.fault_of(raw, max_size)
  if err then
    return nil, err
  end
  local body, problem, offset, too_deep = core.decode(raw)
  if problem then
    return nil, errors.new({
      kind = too_deep and "limit" or "protocol",
      message = ("the delivery cannot be read: %s at byte %d"):format(problem, offset + 1),
    })
  elseif not raw:find("^%s*{") then
    return nil, errors.new({ kind = "protocol", message = "the delivery is no JSON object" })
  end
  return event_of(body, raw)
end

return M
