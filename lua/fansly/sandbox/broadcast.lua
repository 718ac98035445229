--- Messages to many fans: whom they reach, and how they go out.

local content = require("fansly.sandbox.content")
local subscriptions = require("fansly.sandbox.subscriptions")

local OFFLINE = 900 -- seconds since a fan was last seen

local broadcast = {}

local function set_of(value)
  local set = {}
  for _, each in ipairs(type(value) == "table" and value or { value }) do
    set[each] = true
  end
  return set
end

-- The members of several lists.
local function members_of(account, list_ids)
  local set = {}
  for _, id in ipairs(list_ids or {}) do
    for _, fan_id in ipairs((account:find("lists", id) or { members = {} }).members) do
      set[fan_id] = true
    end
  end
  return set
end

-- The last subscription of each fan.
local function subscription_by_fan(account)
  local by_fan = {}
  for _, subscription in ipairs(account.state.subscriptions) do
    by_fan[subscription.fan_id] = subscription
  end
  return by_fan
end

-- By the parameter that asks for them: who belongs to a part of the audience.
local parts = {
  includeFollowers = function(fan)
    return fan.follower
  end,
  includeSubscribersAutoRenewOn = function(_, subscription)
    return subscription ~= nil and subscription.status == subscriptions.ACTIVE and subscription.auto_renew == true
  end,
  includeSubscribersAutoRenewOff = function(_, subscription)
    return subscription ~= nil and subscription.status == subscriptions.ACTIVE and not subscription.auto_renew
  end,
  includeExpiredSubscribers = function(_, subscription)
    return subscription ~= nil and subscription.status == subscriptions.EXPIRED
  end,
}

local function is_included(params, fan, subscription, tiers, listed)
  for name, belongs in next, parts do
    if params[name] and belongs(fan, subscription) then
      return true
    end
  end
  return listed[fan.id] or (fan.tier_id ~= nil and tiers[fan.tier_id]) or false
end

--- The fans that a message reaches at a time.
---@param account table
---@param params table of the operation
---@param at number seconds
---@return table[] fans
function broadcast.audience(account, params, at)
  local tiers, listed = set_of(params.includeSubscriptionTierId), members_of(account, params.includeListIds)
  local unwanted, users = members_of(account, params.excludeListIds), set_of(params.excludeUserIds)
  local by_fan, fans = subscription_by_fan(account), {}
  for _, fan in ipairs(account.state.fans) do
    local offline = params.excludeOfflineUsers and fan.last_seen_at < (at - OFFLINE) * 1000
    local excluded = unwanted[fan.id] or users[fan.id] or offline
    if not excluded and is_included(params, fan, by_fan[fan.id], tiers, listed) then
      fans[#fans + 1] = fan
    end
  end
  return fans
end

--- A mass message goes out, where it still waits for this time.
---@param account table
---@param matter { id: string }
---@param at number seconds
function broadcast.send(account, matter, at)
  local message = account:find("mass_messages", matter.id)
  if not message or message.state ~= "scheduled" or message.at > at then
    return
  end
  local fans = broadcast.audience(account, message.params, at)
  local attachments = content.attach(account, message.params, "messages")
  for _, fan in ipairs(fans) do
    account:post(account:open_chat(fan), account.native_id, message.params.content, at, attachments)
  end
  message.state, message.total, message.read = "sent", #fans, 0
end

return broadcast
