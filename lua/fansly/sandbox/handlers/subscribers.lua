--- Subscribers, tiers, top supporters.

local common = require("fansly.sandbox.handlers.common")
local ledger = require("fansly.sandbox.ledger")
local paging = require("fansly.sandbox.paging")
local rows = require("fansly.sandbox.rows")
local subscriptions = require("fansly.sandbox.subscriptions")

local TOP = 10

-- Both ways in which the documentation has written it.
local statuses = {
  all = { [subscriptions.ACTIVE] = true, [subscriptions.EXPIRED] = true },
  active = { [subscriptions.ACTIVE] = true },
  expired = { [subscriptions.EXPIRED] = true },
}
statuses["3,4"], statuses["3"], statuses["4"] = statuses.all, statuses.active, statuses.expired

local handlers = {}

local function folded(text)
  return (text:gsub("[A-Z]+", string.lower))
end

local function is_called(fan, needle)
  return folded(fan.username):find(needle, 1, true) or folded(fan.display_name or ""):find(needle, 1, true)
end

local function select(account, params, wanted)
  local tiers, list = "," .. (params.subscriptionTierIds or "") .. ",", {}
  local needle = folded(params.search or "")
  for _, subscription in ipairs(paging.reversed(account.state.subscriptions)) do
    local in_tier = not params.subscriptionTierIds or tiers:find("," .. subscription.tier_id .. ",", 1, true)
    if wanted[subscription.status] and in_tier and is_called(account.fan_by_id[subscription.fan_id], needle) then
      list[#list + 1] = subscription
    end
  end
  return list
end

local function stats(account)
  local counts = { [subscriptions.ACTIVE] = 0, [subscriptions.EXPIRED] = 0 }
  for _, subscription in ipairs(account.state.subscriptions) do
    counts[subscription.status] = counts[subscription.status] + 1
  end
  local active, expired = counts[subscriptions.ACTIVE], counts[subscriptions.EXPIRED]
  return { totalActive = active, totalExpired = expired, total = active + expired }
end

function handlers.list_subscribers(account, params)
  local wanted = statuses[params.status]
  if not wanted then
    return 400, "status must be one of: all, active, expired"
  end
  return common.page(account, params, select(account, params, wanted), account.model.page_size, function(page)
    local response = common.with_accounts(account, "subscriptions", page, rows.subscription)
    response.stats = stats(account)
    return response
  end)
end

local function supporter_row(_, sum)
  return { accountId = sum.key, totalGross = sum.gross, totalNet = sum.net }
end

function handlers.list_top_supporters(account, params)
  local sums = ledger.sums(ledger.select(account, params), function(transaction)
    return transaction.fan_id
  end)
  table.sort(sums, function(a, b)
    return a.gross > b.gross or (a.gross == b.gross and a.key < b.key)
  end)
  return 200, rows.list(account, paging.part(sums, 0, TOP), supporter_row)
end

function handlers.list_subscription_tiers(account)
  return 200, rows.list(account, account.state.tiers, rows.tier)
end

return handlers
