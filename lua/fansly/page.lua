--- Pages of a list, and iterators over them.

local check = require("fansly.check")
local errors = require("fansly.error")
local task = require("fansly.task")

local M = {}

-- --- the cursors that were used ---

-- Remembers the last cursors of a chain of pages, and one older one that moves on ever more rarely (Brent's way to find a
-- cycle), so that every repetition is found and memory does not grow with the pages.
local Trail = {}
Trail.__index = Trail

local REMEMBERED = 64

local function new_trail()
  return setmetatable({ places = {}, ring = {}, last = 0, anchor_place = 0, power = 1 }, Trail)
end

function Trail:note(place, cursor)
  if place <= self.last then
    return -- a page that is asked for again
  end
  local slot = place % REMEMBERED
  local forgotten = self.ring[slot]
  if forgotten then
    self.places[forgotten] = nil
  end
  self.ring[slot], self.places[cursor], self.last = cursor, place, place
  if place >= self.anchor_place + self.power then
    self.anchor, self.anchor_place, self.power = cursor, place, self.power * 2
  end
end

-- Whether the chain used the cursor to get to a place, or before.
function Trail:used(cursor, place)
  local at = self.places[cursor]
  return (at ~= nil and at <= place) or (cursor == self.anchor and self.anchor_place <= place)
end

-- --- one page ---

--- One page of a list.
---@class fansly.Page
---@field items table[] in the API's order, with the API's field names
---@field next_cursor? string nil on the last page
---@field cursor? string the one that this page was asked for with
---@field accounts table<string, table> accounts that belong to the items, by id
---@field response any the whole value that the items are a part of
local Page = {}

-- What a page knows about where it came from stays out of its fields, so that they hold data and nothing else: it is in
-- the metatable of that page. (In a table of weak keys it would live for ever on Lua 5.1 and LuaJIT, as it leads back to the page.)
local function origin_of(self, name)
  local meta = type(self) == "table" and getmetatable(self)
  if type(meta) == "table" and rawget(meta, "__index") == Page then
    return meta.origin
  end
  error(("fansly: call it with a colon, as in page:%s(...)"):format(name), 3)
end

local function accounts_of(response, place)
  local by_id = {}
  local related = place and type(response) == "table" and response[place]
  local accounts = type(related) == "table" and related.accounts
  for _, account in ipairs(type(accounts) == "table" and accounts or {}) do
    if type(account) == "table" and account.id ~= nil then
      by_id[account.id] = account
    end
  end
  return by_id
end

---@param call table that the page answers; `call:again` asks for another page
---@param exchange table
---@return fansly.Page
function M.new(call, exchange)
  local trail, place = call.trail or new_trail(), call.place or 1
  if call.cursor then
    trail:note(place, call.cursor)
  end
  return setmetatable({
    items = exchange.items,
    next_cursor = exchange.cursor,
    cursor = call.cursor,
    response = exchange.value,
    accounts = accounts_of(exchange.value, call.row.answer.accounts),
  }, { __index = Page, __name = "fansly.Page", origin = { call = call, trail = trail, place = place } })
end

--- The account that a chat is with.
---@param chat table an item of this page
---@return table|nil account nil when the API sent none, or `fields` left partnerAccountId out
function Page:account(chat)
  origin_of(self, "account")
  return type(chat) == "table" and chat.partnerAccountId ~= nil and self.accounts[chat.partnerAccountId] or nil
end

--- The next page.
---@param options? fansly.CallOptions
---@param callback? fun(page: fansly.Page|nil, err: fansly.Error|nil, info: table|nil)
---@return fansly.Page|nil page nil at the end; an empty page is the end, too
---@return fansly.Error|nil err kind `limit` when the cursor was used before
---@return table|nil info
function Page:next(options, callback, ...)
  local origin = origin_of(self, "next")
  local list, last, err = check.arguments(1, options, callback, ...)
  if err then
    return origin.call:failed(err, last)
  elseif not self.next_cursor or #self.items == 0 then
    return origin.call:nothing(last)
  elseif origin.trail:used(self.next_cursor, origin.place) then
    return origin.call:failed({
      kind = "limit",
      message = "the API gave a cursor that was used before; following it would never end",
    }, last)
  end
  return origin.call:again(self.next_cursor, { trail = origin.trail, place = origin.place + 1 }, list[1], last)
end

-- --- iterators ---

local limit_spec = { type = "integer" }
local limits = { max_items = true, max_pages = true }
local options = { max_credits = true } -- of each call; all pages of a walk share them

-- A walk over the pages of a list: what it asks for, and how far it has come.
local Walk = {}
Walk.__index = Walk

local function new_walk(list, args)
  local walk = { list = list, args = args, options = {}, pages = 0, items = 0, max_items = math.huge, max_pages = math.huge }
  if type(args) == "table" then
    walk.args = {}
    for name, value in next, args do
      local into = limits[name] and walk or options[name] and walk.options or walk.args
      local checked, problem = value, nil
      if limits[name] then
        checked, problem = check.value(value, limit_spec, name)
        problem = problem or (checked < 1 and "has to be at least 1")
      end
      if problem then
        error(errors.validation(name, problem), 0)
      end
      into[name] = checked
    end
  end
  return setmetatable(walk, Walk)
end

-- The next page; nil at the end. After an error the same page is asked for again.
function Walk:step()
  if self.pages >= self.max_pages or self.items >= self.max_items then
    return nil
  end
  local page, err
  if self.page then
    page, err = self.page:next()
  else
    page, err = self.list(self.args, self.options)
  end
  if err then
    error(err, 0)
  elseif page then
    self.page, self.pages, self.items = page, self.pages + 1, self.items + #page.items
  end
  return page
end

--- An iterator over the pages of a list. Nothing is asked for, and nothing checked, before the first step; errors are raised.
---@param list fun(args: table, options: table): fansly.Page|nil, fansly.Error|nil
---@param args? table parameters of the list, and `max_pages`, `max_items`, `max_credits`
---@return fun(): fansly.Page|nil
function M.pages(list, args)
  local walk
  return function()
    walk = walk or new_walk(list, args)
    return task.iterate(walk.step, walk)
  end
end

--- An iterator over the items of all pages.
---@param list fun(args: table, options: table): fansly.Page|nil, fansly.Error|nil
---@param args? table as for pages
---@return fun(): table|nil, fansly.Page|nil item, and the page it is on
function M.each(list, args)
  local walk, page
  local place, count = 0, 0
  return function()
    walk = walk or new_walk(list, args)
    if count >= walk.max_items then
      return nil
    end
    while not page or place >= #page.items do
      page, place = task.iterate(walk.step, walk), 0
      if not page then
        return nil
      end
    end
    place, count = place + 1, count + 1
    return page.items[place], page
  end
end

return M
