--- The list of chats: which of them, in which order, page by page.

local json = require("fansly.json")

local chats = {}

-- `chat.activity` counts up with everything that happens in the account, so it orders chats by their last
-- message however coarse the clock is, and no two are equal.
local before = {
  newest = function(a, b)
    return a.activity > b.activity
  end,
  oldest = function(a, b)
    return a.activity < b.activity
  end,
  unread = function(a, b)
    if a.unread ~= b.unread then
      return a.unread > b.unread
    end
    return a.activity > b.activity
  end,
}

local member = {
  all = function()
    return true
  end,
  vips = function(account, fan)
    return account.is_vip(fan)
  end,
  followers = function(_, fan)
    return fan.follower
  end,
  subscribers = function(_, fan)
    return fan.tier_id ~= nil
  end,
}

-- Lower case of ASCII only: what `string.lower` does beyond it depends on the locale of the host.
local function folded(text)
  return (text:gsub("[A-Z]+", string.lower))
end

local function mentions(chat, needle)
  local fan = chat.fan
  if folded(fan.username):find(needle, 1, true) or folded(fan.display_name or ""):find(needle, 1, true) then
    return true
  end
  for _, message in ipairs(chat.messages) do
    if folded(message.content):find(needle, 1, true) then
      return true
    end
  end
  return false
end

local function selects(account, query, chat)
  local fan = chat.fan
  return member[query.filter](account, fan)
    and (query.tier == nil or query.tier == fan.tier_id)
    and (query.needle == "" or mentions(chat, query.needle))
end

-- Sorted once for each order, until something happens in the account.
local function in_order(account, sort)
  local list = account.ordered[sort]
  if not list then
    list = {}
    for i, chat in ipairs(account.chats) do
      list[i] = chat
    end
    table.sort(list, before[sort])
    account.ordered[sort] = list
  end
  return list
end

-- A 31-bit digest; its products stay below 2^53.
local function digest(text)
  local sum = 17
  for i = 1, #text do
    sum = (sum * 257 + text:byte(i)) % 2147483647
  end
  return sum
end

-- A cursor names the last chat of its page by what orders it, rather than by a position: chats that move between two
-- pages are then neither repeated nor do they push others out. The first digest binds it to the query, the last one to the account.
local function seal(account, query, unread, activity)
  local text = table.concat({ query.filter, query.sort, query.tier or "", query.needle }, "\0")
  local digits = ("%08x%08x%08x"):format(digest(text), unread, activity)
  return ("c%s%08x"):format(digits, digest(account.native_id .. digits))
end

local function open(account, query, cursor)
  local unread, activity = cursor:match("^c%x%x%x%x%x%x%x%x(%x%x%x%x%x%x%x%x)(%x%x%x%x%x%x%x%x)%x%x%x%x%x%x%x%x$")
  if not unread then
    return nil
  end
  local mark = { unread = tonumber(unread, 16), activity = tonumber(activity, 16) }
  return seal(account, query, mark.unread, mark.activity) == cursor and mark or nil
end

--- One page of the chats.
---@param account table
---@param params { filter?: string, subscriptionTierId?: string, search?: string, sort?: string, cursor?: string }
---@param page_size integer
---@return table[]|nil page nil when the cursor is not one of this query
---@return string|nil next_cursor
function chats.page(account, params, page_size)
  local query = {
    filter = params.filter or "all",
    sort = params.sort or "newest",
    tier = params.subscriptionTierId,
    needle = folded(params.search or ""),
  }
  local mark = params.cursor and open(account, query, params.cursor)
  if params.cursor and not mark then
    return nil
  end
  local page = {}
  for _, chat in ipairs(in_order(account, query.sort)) do
    if (not mark or before[query.sort](mark, chat)) and selects(account, query, chat) then
      if #page == page_size then
        local last = page[page_size]
        return page, seal(account, query, last.unread, last.activity)
      end
      page[#page + 1] = chat
    end
  end
  return page
end

--- A chat as the API shows it.
---@param account_id string the connected account: what the documentation of the field says
---@param chat table
---@return table
function chats.row(account_id, chat)
  local last = chat.messages[#chat.messages]
  return {
    account_id = account_id,
    groupId = chat.id,
    partnerAccountId = chat.fan.id,
    partnerUsername = chat.fan.username,
    flags = chat.flags,
    unreadCount = chat.unread,
    subscriptionTierId = chat.fan.tier_id or json.null,
    lastMessageId = last and last.id or json.null,
    lastUnreadMessageId = chat.last_unread_id or json.null,
  }
end

--- A fan as the API shows it among the accounts that belong to a page.
---@param fan table
---@return table
function chats.partner(fan)
  return {
    id = fan.id,
    username = fan.username,
    displayName = fan.display_name or json.null,
    flags = 0,
    version = 1,
    createdAt = fan.created_at,
    followCount = fan.follow_count,
    subscriberCount = 0,
    statusId = 1,
    lastSeenAt = fan.last_seen_at,
    about = fan.about,
    avatar = fan.avatar or json.null,
  }
end

return chats
