--- Accounts: those that are connected, profiles, and connecting one.

local rows = require("fansly.sandbox.rows")

local handlers = {}

local function connected_row(_, connection)
  return {
    accountId = connection.id,
    email = connection.email,
    name = connection.name,
    country = connection.country,
    createdAt = connection.created_at,
  }
end

function handlers.list_accounts(account)
  local list = account.model.connections.list
  return 200, { success = true, count = #list, accounts = rows.list(account, list, connected_row) }
end

local function own_profile(account)
  local profile, own = {}, account.state.profile
  for name, value in next, own do
    profile[name] = value
  end
  profile.walls = rows.values(account.state.walls)
  return profile
end

-- The profiles of the users that are wanted.
local function profiles(account, is_wanted)
  local list = rows.values()
  for _, each in ipairs(account.model:list_accounts()) do
    list[#list + 1] = is_wanted(each.state.profile) and own_profile(each) or nil
  end
  for _, fan in ipairs(account.state.fans) do
    list[#list + 1] = is_wanted(fan) and rows.fan(account, fan) or nil
  end
  return list
end

function handlers.get_accounts_by_ids(account, params)
  local ids = "," .. params.ids .. ","
  return 200, profiles(account, function(user)
    return ids:find("," .. user.id .. ",", 1, true)
  end)
end

function handlers.get_profile_data(account, params)
  return 200, profiles(account, function(user)
    return user.username == params.username
  end)
end

function handlers.get_current_account(account)
  return 200, { account = own_profile(account) }
end

function handlers.disconnect_account(account, params)
  account.model.connections:disconnect(params.account_id)
  return 200, { success = true }
end

function handlers.connect_account(account, params)
  return account.model.connections:connect(params)
end

function handlers.verify_2fa(account, params)
  return account.model.connections:verify(params)
end

function handlers.send_otp(account)
  local session = { id = account:new_id("5") }
  session.token = session.id .. ":1:1:abcdef"
  account.state.otp = session
  return 201, { emailTwofa = { id = session.id, token = session.token, email = "c***@example.com", type = 2 } }
end

function handlers.verify_otp(account, params)
  local session = account.state.otp
  if not session or params.token ~= session.token then
    return 400, "Unknown or used token"
  elseif params.code ~= account.model.two_factor_code then
    return 400, "Wrong code"
  end
  account.state.otp = nil
  return 201, {}
end

return handlers
