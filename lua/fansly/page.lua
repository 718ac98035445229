--- Pages of a list.

local check = require("fansly.check")
local copy = require("fansly.copy")
local core = require("fansly.core")
local errors = require("fansly.error")
local ids = require("fansly.units.ids")

local M = {}

-- --- the cursors that were used ---

-- Remembers the last cursors of a chain of pages, and one older one that moves on ever more rarely (Brent's way to find a
-- cycle), so that every repetition is found and memory does not grow with the pages.
local Trail = {}
Trail.__index = Trail

local REMEMBERED = 64

local function new_trail()
  return setmetatable({ places = {}, ring = {}, first = {}, last = 0, anchor_place = 0, power = 1 }, Trail)
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

-- Takes a page up, unless it begins with the item that the one before it began with.
function Trail:leads_on(origin)
  local place, first = origin.place, origin.first
  if origin.cursor then
    self:note(place, origin.cursor)
  end
  if first and self.first[place - 1] == first then
    return false
  end
  self.first[place], self.first[place - REMEMBERED] = first, nil
  return true
end

-- That of a page, and of those before it. None is made before a second page is asked for.
local function trail_of(origin)
  if not origin.trail then
    local trail = new_trail()
    trail:leads_on(origin)
    origin.trail = origin.trail or trail -- that of a finalizer, which asked for the next page meanwhile
  end
  return origin.trail
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
---@field accounts table<string, fansly.AccountSummary> of the items, by id; made when they are first asked for
---@field response any the whole value that the items are a part of; with `fields`, its accounts are read when they are first asked for
local Page = {}

-- What a page knows about where it came from stays out of its fields, so that they hold data and nothing else: it is in
-- the metatable of that page. (In a table of weak keys it would live for ever on Lua 5.1 and LuaJIT, as it leads back to the page.)
local function origin_of(self, name)
  local meta = type(self) == "table" and getmetatable(self)
  if type(meta) == "table" and rawget(meta, "class") == Page then
    return meta.origin
  end
  errors.raise_no_self("page", name)
end

local function accounts_of(related)
  local by_id = {}
  local accounts = type(related) == "table" and related.accounts
  for _, account in ipairs(type(accounts) == "table" and accounts or {}) do
    if type(account) == "table" and account.id ~= nil then
      by_id[ids.id(account.id) or account.id] = account
    end
  end
  return by_id
end

-- With `fields` the core leaves what belongs to the items as its text, whose reading costs more than that of all the items. It is read
-- when it is first asked for.
local function read_later(response, place)
  local text = response[place]
  response[place] = nil
  setmetatable(response, {
    __index = function(_, name)
      if name == place then
        response[place] = core.decode(text)
        setmetatable(response, nil)
        return response[place]
      end
    end,
  })
end

-- Methods; and the accounts, which are put in order when they are first asked for.
local function index(self, name)
  if name ~= "accounts" then
    return Page[name]
  end
  local response, place = self.response, getmetatable(self).origin.call.row.answer.accounts
  self.accounts = accounts_of(place and type(response) == "table" and response[place])
  return self.accounts
end

-- A cursor that stands in a field, as text; nil where there is none.
local function cursor_in(holder, name)
  local cursor = name and type(holder) == "table" and holder[name]
  return cursor and cursor ~= 0 and check.value(cursor, { type = "cursor" }) or nil
end

-- Where the next page of a list begins that is walked by counting.
local function next_offset(call, exchange)
  local answer, count = call.row.answer, #exchange.items
  local seen = (tonumber(call.cursor) or 0) + count
  local total = answer.total and type(exchange.value) == "table" and tonumber(exchange.value[answer.total])
  local limit = tonumber(call.args.limit)
  if count == 0 or total and seen >= total or not total and limit and count < limit then
    return nil
  end
  return ("%d"):format(seen)
end

local function next_cursor(call, exchange)
  local answer = call.row.answer
  if answer.offset then
    return next_offset(call, exchange)
  end
  return cursor_in(exchange.value, answer.cursor)
    or exchange.cursor
    or cursor_in(exchange.items[#exchange.items], answer.cursor_item)
end

---@param call table that the page answers; `call:ask` asks for another page
---@param exchange table
---@return fansly.Page|nil
---@return table|nil fields of an error of kind `limit`, where it is the page before once more
function M.new(call, exchange)
  local answer, items = call.row.answer, exchange.items
  local cursor = type(call.cursor) == "number" and ("%d"):format(call.cursor) or call.cursor
  local first = answer.key and type(items[1]) == "table" and items[1][answer.key] or nil
  local origin = { call = call, trail = call.trail, place = call.place or 1, cursor = cursor, first = first }
  if call.trail and not call.trail:leads_on(origin) then
    return nil, { kind = "limit", message = "the API gave the same page at another offset; following it would never end" }
  end
  local meta = { __index = index, __name = "fansly.Page", class = Page, origin = origin }
  local made = { items = items, next_cursor = next_cursor(call, exchange), cursor = cursor, response = exchange.value }
  local related = answer.accounts and type(made.response) == "table" and made.response[answer.accounts]
  if type(related) == "string" then
    read_later(made.response, answer.accounts)
  end
  return setmetatable(made, meta)
end

--- The account that an item is of: whom a chat is with, who subscribed, who follows.
---@param item table of this page
---@return fansly.AccountSummary|nil account nil when the API sent none, or `fields` left out the field that names it
function Page:account(item)
  local name = origin_of(self, "account").call.row.answer.account
  local id = type(item) == "table" and name and item[name]
  return id and self.accounts[ids.id(id) or id] or nil
end

local function used_before()
  return errors.new({ kind = "limit", message = "the API gave a cursor that was used before; following it would never end" })
end

-- The same call at the cursor of the next page, on top of whose options come those that are given.
local function read_next(self, origin, ...)
  local call, cursor = origin.call, self.next_cursor
  local list, last, err = check.arguments(1, ...)
  if err then
    return call.row, nil, nil, last, err
  elseif not cursor or #self.items == 0 then
    return nil, nil, nil, last
  end
  local trail = trail_of(origin)
  if trail:used(cursor, origin.place) then
    return call.row, nil, nil, last, used_before()
  end
  local args = copy(call.args)
  args[call.row.answer.offset and "offset" or "cursor"] = cursor
  return call.row, args, list[1], last, nil, { trail = trail, place = origin.place + 1, settings = call.config }
end

--- The next page.
---@param options? fansly.CallOptions
---@param callback? fun(page: fansly.Page|nil, err: fansly.Error|nil, info: fansly.Info|nil)
---@return fansly.Page|nil page nil at the end; an empty page is the end, too
---@return fansly.Error|nil err kind `limit` when the cursor was used before
---@return fansly.Info|nil info
function Page:next(options, callback, ...)
  local origin = origin_of(self, "next")
  return origin.call:ask(read_next, self, origin, options, callback, ...)
end

return M
