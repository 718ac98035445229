--- Pages of a list.

local check = require("fansly.check")
local core = require("fansly.core")
local errors = require("fansly.error")

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
---@field accounts table<string, fansly.AccountSummary> of the items, by id; with `fields`, read when they are first asked for
---@field response any the whole value that the items are a part of; with `fields`, its accounts are read when they are first asked for, too
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
      by_id[account.id] = account
    end
  end
  return by_id
end

-- Leaves the accounts of a page as their text until one of the two places is asked for where they belong.
local function set_accounts_later(page, meta, place, text)
  local response = page.response
  response[place] = nil
  local function read()
    local related = core.decode(text)
    page.accounts, response[place] = accounts_of(related), related
    setmetatable(response, nil)
    meta.__index = Page
    return related
  end
  function meta.__index(_, name)
    return name == "accounts" and (read() or true) and page.accounts or Page[name]
  end
  setmetatable(response, {
    __index = function(_, name)
      return name == place and read() or nil
    end,
  })
end

-- Sets the accounts of a page. With `fields` the core leaves them as their text, whose reading costs more than that of all the items.
local function set_accounts(page, meta, place)
  local response = page.response
  local related = place and type(response) == "table" and response[place]
  if type(related) == "string" then
    set_accounts_later(page, meta, place, related)
  else
    page.accounts = accounts_of(related)
  end
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

---@param call table that the page answers; `call:again` asks for another page
---@param exchange table
---@return fansly.Page|nil
---@return table|nil fields of an error of kind `limit`, where it is the page before once more
function M.new(call, exchange)
  local answer, items = call.row.answer, exchange.items
  local trail, place = call.trail or new_trail(), call.place or 1
  local cursor = type(call.cursor) == "number" and ("%d"):format(call.cursor) or call.cursor
  if cursor then
    trail:note(place, cursor)
  end
  local first = answer.key and type(items[1]) == "table" and items[1][answer.key]
  if first and trail.first[place - 1] == first then
    return nil, { kind = "limit", message = "the API gave the same page at another offset; following it would never end" }
  end
  trail.first[place], trail.first[place - REMEMBERED] = first or nil, nil
  local origin = { call = call, trail = trail, place = place, account = answer.account }
  local meta = { __index = Page, __name = "fansly.Page", class = Page, origin = origin }
  local made = { items = items, next_cursor = next_cursor(call, exchange), cursor = cursor, response = exchange.value }
  set_accounts(made, meta, answer.accounts)
  return setmetatable(made, meta)
end

--- The account that an item is of: whom a chat is with, who subscribed, who follows.
---@param item table of this page
---@return fansly.AccountSummary|nil account nil when the API sent none, or `fields` left out the field that names it
function Page:account(item)
  local name = origin_of(self, "account").account
  local id = type(item) == "table" and name and item[name]
  return id and self.accounts[id] or nil
end

--- The next page.
---@param options? fansly.CallOptions
---@param callback? fun(page: fansly.Page|nil, err: fansly.Error|nil, info: fansly.Info|nil)
---@return fansly.Page|nil page nil at the end; an empty page is the end, too
---@return fansly.Error|nil err kind `limit` when the cursor was used before
---@return fansly.Info|nil info
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

return M
