--- Lists of fans.

local common = require("fansly.sandbox.handlers.common")
local rows = require("fansly.sandbox.rows")

local handlers = {}

local function list_row(_, list)
  return { id = list.id, label = list.label, type = 1, itemCount = #list.members }
end

function handlers.list_lists(account)
  return 200, rows.list(account, account.state.lists, list_row)
end

local function member_row(_, fan_id)
  return { id = fan_id, accountId = fan_id }
end

handlers.list_list_items = common.of("lists", "list_id", function(account, _, list)
  return 200, rows.list(account, list.members, member_row)
end)

local function place_of(list, fan_id)
  for place, member in ipairs(list.members) do
    if member == fan_id then
      return place
    end
  end
end

-- A handler that changes who is on a list; to repeat it changes nothing more.
local function change(status, act)
  return common.of("lists", "listId", function(account, params, list)
    if not account.fan_by_id[params.userId] then
      return 404, "User not found"
    end
    act(list.members, place_of(list, params.userId), params.userId)
    return status, {}
  end)
end

handlers.add_fan_to_list = change(201, function(members, place, fan_id)
  members[place or #members + 1] = fan_id
end)

handlers.remove_fan_from_list = change(200, function(members, place)
  if place then
    table.remove(members, place)
  end
end)

return handlers
