--- Iterators over the pages of a list, and over their items.

local check = require("fansly.check")
local errors = require("fansly.error")
local task = require("fansly.task")
local times = require("fansly.units.times")

local M = {}

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
  local time, err = times.time(value)
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
  local time = type(item) == "table" and times.time(item[self.time_field])
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
