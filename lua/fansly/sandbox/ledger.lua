--- Money that came in. Amounts are in 1/1000 dollar, as in the API's earnings.

local times = require("fansly.units.times")

local SHARE = 0.8 -- of what fans pay, the creator gets

-- By what it was paid for: the numbers that Fansly uses.
local types = { media = 2110, tip = 7101, subscription = 15001 }

local ledger = { types = types }

--- Enters a payment.
---@param account table
---@param kind string `media`, `tip` or `subscription`
---@param fan_id string|nil
---@param gross integer
---@param at number seconds
---@return table transaction
function ledger.record(account, kind, fan_id, gross, at)
  local list = account.state.transactions
  local last = list[#list]
  local transaction = {
    id = account:new_id("5"),
    type = types[kind],
    fan_id = fan_id,
    gross = gross,
    net = math.floor(gross * SHARE),
    at = math.floor(at * 1000),
  }
  transaction.balance = (last and last.balance or 0) + transaction.net
  list[#list + 1] = transaction
  return transaction
end

--- A fan buys a piece of media, which is open to that fan from then on.
---@param account table
---@param used table account media with a price
---@param fan_id string
---@param at number seconds
---@return table transaction
function ledger.sell(account, used, fan_id, at)
  used.buyers = used.buyers or {}
  table.insert(used.buyers, fan_id)
  return ledger.record(account, "media", fan_id, math.floor((used.price or 0) * 1000 + 0.5), at)
end

--- Brings what was entered out of its order, as by a seed, into the order of time.
---@param account table
function ledger.sort(account)
  local list = account.state.transactions
  table.sort(list, function(a, b)
    return a.at < b.at or (a.at == b.at and a.id < b.id)
  end)
  local balance = 0
  for _, transaction in ipairs(list) do
    balance = balance + transaction.net
    transaction.balance = balance
  end
end

--- The transactions of a span of time, the oldest first.
---@param account table
---@param params { after: integer|nil, before: integer|nil } milliseconds
---@param fan_id? string only of this fan
---@return table[]
function ledger.select(account, params, fan_id)
  local found = {}
  for _, transaction in ipairs(account.state.transactions) do
    local inside = transaction.at >= (params.after or 0) and transaction.at <= (params.before or math.huge)
    if inside and (not fan_id or transaction.fan_id == fan_id) then
      found[#found + 1] = transaction
    end
  end
  return found
end

--- Sums by what a function tells of each transaction, in the order of the first of each.
---@param transactions table[]
---@param key fun(transaction: table): any
---@return { key: any, gross: integer, net: integer }[]
function ledger.sums(transactions, key)
  local list, by_key = {}, {}
  for _, transaction in ipairs(transactions) do
    local name = key(transaction)
    local sum = name ~= nil and by_key[name]
    if name ~= nil and not sum then
      sum = { key = name, gross = 0, net = 0 }
      list[#list + 1], by_key[name] = sum, sum
    end
    if sum then
      sum.gross, sum.net = sum.gross + transaction.gross, sum.net + transaction.net
    end
  end
  return list
end

--- The month of a transaction, as `2026-01`.
---@param transaction table
---@return string
function ledger.month(transaction)
  return (times.iso(transaction.at / 1000):sub(1, 7))
end

return ledger
