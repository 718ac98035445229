--- Pages of a list, and iterators over them.

local check = require("fansly.check")
local core = require("fansly.core")
local errors = require("fansly.error")
local task = require("fansly.task")
local units = require("fansly.units")

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

-- --- iterators ---

local limit_spec = { type = "integer", minimum = 1 }
local order_spec = { type = "string", enum = { "newest", "oldest" } }

local function check_stop(value, walk, name)
  if type(value) == "function" then
    return value
  elseif type(value) ~= "number" then
    return nil, "has to be a function or Unix time, not a " .. type(value)
  elseif not walk.time_field then
    return nil, ("has to be a function: these items are in no order of time that %s could end"):format(name)
  end
  local time, err = units.time(value)
  return not err and (time or 0) or nil, err and "has to be Unix time, not " .. errors.shown(value)
end

local function check_order(value, walk, name)
  if not walk.time_field or not walk.by_item then
    return nil, "is for each, over lists that come newest first"
  end
  return check.value(value, order_spec, name)
end

local function check_limit(value, _, name)
  return check.value(value, limit_spec, name)
end

-- As an option of the calls it is checked there.
local function check_nothing(value)
  return value
end

-- What is for the walk and not for the API: the field it sets, and its check.
local walk_options = {
  max_items = { "max_items", check_limit },
  max_pages = { "max_pages", check_limit },
  ["until"] = { "stop", check_stop },
  stop_at = { "stop", check_stop }, -- the same, since `until` is a keyword of Lua
  order = { "order", check_order },
  max_credits = { "max_credits", check_nothing },
}

-- A walk over the pages of a list: what it asks for, and how far it has come.
local Walk = {}
Walk.__index = Walk

local function new_walk(list, args, row, by_item)
  local answer = row and row.answer or {}
  local walk = setmetatable({
    list = list,
    args = args,
    time_field = answer.newest_first,
    by_item = by_item,
    pages = 0,
    items = 0,
    given = 0,
    max_items = math.huge,
    max_pages = math.huge,
  }, Walk)
  if args ~= nil and type(args) ~= "table" then
    return walk -- the list says what is wrong with it
  end
  walk.args = { limit = answer.page_size }
  for name, value in next, args or {} do
    local option = walk_options[name]
    if option then
      local checked, problem = option[2](value, walk, name)
      if problem then
        error(errors.validation(name, problem), 0)
      end
      walk[option[1]] = checked
    else
      walk.args[name] = value
    end
  end
  return walk
end

-- Whether the walk ends before the list does.
function Walk:is_over()
  return self.pages >= self.max_pages or self.items >= self.max_items
end

function Walk:count(page)
  self.page, self.pages, self.items, self.place = page, self.pages + 1, self.items + #page.items, 0
end

-- The next page; nil at the end. After an error the same page is asked for again. Of several tasks that walk together, the one that has
-- the page first makes it theirs; with the others it is dropped, so that nothing is given twice.
function Walk:step()
  if self:is_over() then
    return nil
  end
  local last = self.page
  local page, err
  if last then
    page, err = last:next()
  else
    page, err = self.list(self.args, { max_credits = self.max_credits }) -- which all pages share
  end
  if err then
    error(err, 0)
  elseif page and self.page == last then
    self:count(page)
  end
  return page
end

-- Whether an item is the one that the walk goes up to, and no further.
function Walk:stops_at(item, page)
  local stop = self.stop
  if type(stop) ~= "number" then
    return stop and stop(item, page)
  end
  local time = type(item) == "table" and units.time(item[self.time_field])
  return time and time < stop
end

-- The next page, unless the one before had the item to stop at.
function Walk:next_page()
  local page
  repeat
    page = not self.stopped and task.iterate(self.step, self) or nil
  until page == nil or page == self.page
  for _, item in ipairs(page and self.stop and page.items or {}) do
    self.stopped = self.stopped or self:stops_at(item, page)
  end
  return page
end

function Walk:is_done()
  return self.stopped or self.given >= self.max_items
end

-- The next item, and its page.
function Walk:next_item()
  if self:is_done() then
    return nil
  end
  while not self.place or self.place >= #self.page.items do
    if not task.iterate(self.step, self) then
      return nil
    end
  end
  if self:is_done() then
    return nil -- others have had the last ones meanwhile
  end
  local item, page = self.page.items[self.place + 1], self.page
  if self:stops_at(item, page) then
    self.stopped = true
    return nil
  end
  self.place, self.given = self.place + 1, self.given + 1
  return item, page
end

-- The items from the last one on: all of them have to be read first.
function Walk:previous_item()
  local read = self.read or {}
  self.read = read
  while not self.turned do
    local item, page = self:next_item()
    if item == nil then
      self.turned = true
    else
      read[#read + 1] = { item, page }
    end
  end
  local last = table.remove(read)
  if last then
    return last[1], last[2]
  end
end

--- An iterator over the pages of a list. Nothing is asked for, and nothing checked, before the first step; errors are raised.
---@param list fun(args: table, options: table): fansly.Page|nil, fansly.Error|nil
---@param args? table parameters of the list, and those of the walk: `max_pages`; `max_items`; `max_credits`; `["until"]`, also written
--- `stop_at`: a function that gets each item, or for lists that come newest first a time. With the page that has such
--- an item, or an older one, the walk ends
---@param row? table of the operation
---@return fun(): fansly.Page|nil
function M.pages(list, args, row)
  local walk
  return function()
    walk = walk or new_walk(list, args, row, false)
    return walk:next_page()
  end
end

--- An iterator over the items of all pages.
---@param list fun(args: table, options: table): fansly.Page|nil, fansly.Error|nil
---@param args? table as for pages, except that the item to stop at is not given any more; and for lists that come newest
--- first `order = "oldest"`, which reads up to the end and then gives the items the other way round
---@param row? table of the operation
---@return fun(): table|nil, fansly.Page|nil item, and the page it is on
function M.each(list, args, row)
  local walk
  return function()
    walk = walk or new_walk(list, args, row, true)
    if walk.order == "oldest" then
      return walk:previous_item()
    end
    return walk:next_item()
  end
end

return M
