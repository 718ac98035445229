--- Followers, and whom the account follows.

local common = require("fansly.sandbox.handlers.common")

local handlers = {}

-- A follower has an id of its own beside that of the user.
local function follower_of(fan)
  return { id = "54" .. fan.id:sub(3), fan_id = fan.id }
end

local function follower_row(_, item)
  return { id = item.id, followerId = item.fan_id }
end

function handlers.list_followers(account, params)
  local list = {}
  for _, fan in ipairs(account.state.fans) do
    list[#list + 1] = fan.follower and follower_of(fan) or nil
  end
  return common.page(account, params, list, account.model.page_size, function(page)
    return common.with_accounts(account, "followers", page, follower_row)
  end)
end

local function following_row(_, item)
  return { id = item.id, accountId = item.fan_id }
end

function handlers.list_following(account, params)
  return common.page(account, params, account.state.following, account.model.page_size, function(page)
    return common.with_accounts(account, "following", page, following_row)
  end)
end

-- Where a user is among those who are followed.
local function place_of(account, fan_id)
  for place, followed in ipairs(account.state.following) do
    if followed.fan_id == fan_id then
      return place
    end
  end
end

-- A handler that changes whether a user is followed; to repeat it changes nothing more.
local function change(act)
  return common.of("fans", "target_user_id", function(account, _, fan)
    act(account, fan, place_of(account, fan.id))
    return 201, {}
  end)
end

handlers.follow_account = change(function(account, fan, place)
  if not place then
    table.insert(account.state.following, { id = account:new_id("5"), fan_id = fan.id })
  end
end)

handlers.unfollow_account = change(function(account, _, place)
  if place then
    table.remove(account.state.following, place)
  end
end)

return handlers
