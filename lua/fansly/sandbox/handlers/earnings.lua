--- Earnings, in 1/1000 dollar.

local common = require("fansly.sandbox.handlers.common")
local ledger = require("fansly.sandbox.ledger")
local paging = require("fansly.sandbox.paging")
local rows = require("fansly.sandbox.rows")

local PAGE, MOST = 20, 100

local handlers = {}

-- The API refuses spans that reach into the future, and has refused one that has a begin alone.
local function span_problem(account, params)
  local now = account:time() * 1000
  if (params.after or 0) > now or (params.before or 0) > now then
    return "after and before cannot be in the future"
  elseif params.after and not params.before then
    return "before is required with after"
  end
end

-- A handler of a span of time.
local function over_span(answer)
  return function(account, params)
    local problem = span_problem(account, params)
    if problem then
      return 400, problem
    end
    return 200, answer(account, params)
  end
end

handlers.get_earning_statistics = over_span(function(account, params)
  local total = 0
  for _, transaction in ipairs(ledger.select(account, params)) do
    total = total + transaction.net
  end
  local last = account.state.transactions[#account.state.transactions]
  return { pendingBalance = last and last.balance or 0, totalEarnings = total }
end)

handlers.list_earnings_transactions = over_span(function(account, params)
  local all = paging.reversed(ledger.select(account, params))
  local page = paging.part(all, params.offset, math.min(params.limit or PAGE, MOST))
  return { total = #all, data = rows.list(account, page, rows.transaction) }
end)

handlers.get_monthly_earnings = over_span(function(account, params)
  return rows.months(account, ledger.select(account, params))
end)

-- A handler of what one fan has brought.
local function of_fan(answer)
  return common.of("fans", "fan_id", function(account, _, fan)
    return 200, answer(account, ledger.select(account, {}, fan.id))
  end)
end

handlers.get_fan_earnings = of_fan(rows.months)

local function source_row(_, sum)
  return { type = sum.key, totalGross = sum.gross, totalNet = sum.net }
end

handlers.get_fan_earnings_by_source = of_fan(function(account, transactions)
  return rows.list(account, ledger.sums(transactions, function(transaction)
    return transaction.type
  end), source_row)
end)

return handlers
