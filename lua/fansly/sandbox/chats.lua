--- The list of chats: which of them, in which order, page by page.

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
  return not chat.hidden
    and member[query.filter](account, fan)
    and (query.tier == nil or query.tier == fan.tier_id)
    and (query.needle == "" or mentions(chat, query.needle))
end

-- Sorted once for each order, until something happens in the account.
local function in_order(account, sort)
  local list = account.ordered[sort]
  if not list then
    list = {}
    for i, chat in ipairs(account.state.chats) do
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

--- The chats with unread messages, the newest message first.
---@param account table
---@param cursor string|nil id of the last message of a page
---@param page_size integer
---@return table[] page
---@return string|nil next_cursor
function chats.unread(account, cursor, page_size)
  local waiting = {}
  for _, chat in ipairs(in_order(account, "newest")) do
    local last = chat.messages[#chat.messages]
    if chat.unread > 0 and last and not chat.hidden and (not cursor or last.id < cursor) then
      waiting[#waiting + 1] = { chat = chat, last = last, fan_id = chat.fan_id }
    end
  end
  table.sort(waiting, function(a, b)
    return a.last.id > b.last.id
  end)
  local page = {}
  for i = 1, math.min(page_size, #waiting) do
    page[i] = waiting[i]
  end
  return page, waiting[page_size + 1] and page[page_size].last.id or nil
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

return chats
