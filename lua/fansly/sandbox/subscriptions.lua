--- Subscriptions: how they begin, renew and end.

local agenda = require("fansly.sandbox.agenda")
local automation = require("fansly.sandbox.automation")
local ledger = require("fansly.sandbox.ledger")

local DAYS = 30 -- of a billing cycle
local CYCLE = DAYS * 86400

local subscriptions = { days = DAYS, ACTIVE = 3, EXPIRED = 4 }

local function charge(account, subscription, at)
  subscription.updated_at, subscription.ends_at = at, at + CYCLE
  subscription.streak = subscription.streak + 1
  ledger.record(account, "subscription", subscription.fan_id, subscription.price, at)
  agenda.add(account, subscription.ends_at, "subscription_ends", { id = subscription.id })
end

--- A fan subscribes.
---@param account table
---@param matter { fan_id: string, tier_id: string, auto_renew: boolean }
---@param at number seconds
---@return table|nil subscription nil for an unknown fan or tier
function subscriptions.begin(account, matter, at)
  local fan, tier = account.fan_by_id[matter.fan_id], account:find("tiers", matter.tier_id)
  if not fan or not tier then
    return nil
  end
  local subscription = {
    id = account:new_id("5"),
    history_id = account:new_id("5"),
    fan_id = fan.id,
    tier_id = tier.id,
    price = tier.price,
    status = subscriptions.ACTIVE,
    auto_renew = matter.auto_renew,
    created_at = at,
    streak = 0,
  }
  table.insert(account.state.subscriptions, subscription)
  fan.tier_id = tier.id
  charge(account, subscription, at)
  automation.fire(account, "new_subscriber", fan.id, at)
  return subscription
end

--- What was paid for is over: it renews, or ends.
function subscriptions.finish(account, matter, at)
  local subscription = account:find("subscriptions", matter.id)
  if not subscription or subscription.status ~= subscriptions.ACTIVE then
    return
  elseif subscription.auto_renew then
    charge(account, subscription, at)
    return automation.fire(account, "subscriber_renew", subscription.fan_id, at, { streak = subscription.streak })
  end
  subscription.status, subscription.updated_at = subscriptions.EXPIRED, at
  account.fan_by_id[subscription.fan_id].tier_id = nil
end

return subscriptions
