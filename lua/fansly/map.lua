--- Lists: a function for every entry, in tasks, so many at a time; and all tasks of a list.

local check = require("fansly.check")
local errors = require("fansly.error")
local loop = require("fansly.loop")
local task = require("fansly.task")

local M = {}

-- How many entries a list has. One with holes has no length, and what has none of its places would be passed over without a word.
local function count_of(list)
  if type(list) ~= "table" or task.is(list) then
    return nil, "has to be a list, not " .. (task.is(list) and "a task" or errors.shown(list))
  end
  local count = 0
  for _ in next, list do
    count = count + 1
  end
  for place = 1, count do
    if rawget(list, place) == nil then
      return nil, ("has to be a list: there are %d entries, but none at place %d"):format(count, place)
    end
  end
  return count
end

-- The entries of a list that are worked on. It is what its task waits for, so that the end of that ends them all.
local Batch = {}
Batch.__index = Batch

function Batch:start(on_done)
  self.on_done = on_done
  for _ = 1, math.min(self.concurrency, self.count) do
    self:begin()
  end
end

function Batch:begin()
  local place = self.begun + 1
  local entry = task.go(self.fn, self.list[place], place)
  self.begun, self.under_way[place] = place, entry
  entry:claim()
  entry:start(function()
    self:ended(place, entry)
  end)
end

function Batch:ended(place, entry)
  self.under_way[place] = nil
  self.results[place], self.problems[place] = entry.results[1], entry.results[2]
  self.acted = self.acted or entry.acted
  if self.begun < self.count and not self.cancelled then
    self:begin()
  elseif next(self.under_way) == nil then
    self.done = true
    if self.on_done then
      loop.later(self.on_done)
    end
  end
end

function Batch:cancel()
  self.cancelled = true
  for _, entry in pairs(self.under_way) do
    entry:cancel()
  end
  return not self.done
end

function Batch:maybe_acted()
  return self.acted or false
end

-- Whether one of its tasks is another, or waits for that.
function Batch:waits_for(other)
  for _, entry in pairs(self.under_way) do
    if entry:waits_for(other) then
      return true
    end
  end
  return false
end

local function check_options(options)
  local err = check.options(options, { "concurrency" })
  if err then
    return nil, err
  end
  local concurrency = rawget(options or {}, "concurrency")
  if concurrency == nil then
    return 8
  elseif type(concurrency) ~= "number" or concurrency < 1 or concurrency % 1 ~= 0 then
    return nil, errors.validation("concurrency", "has to be a whole number from 1 on, not " .. errors.shown(concurrency))
  end
  return concurrency
end

--- Calls a function for every entry of a list, in tasks, so many at a time.
---
--- `fansly.map(chats, function(chat) return client.chats:mute(chat.partnerAccountId) end, { concurrency = 4 })`
---@param list any[]
---@param fn fun(entry: any, place: integer): any, any
---@param options? { concurrency: integer } 8 when left out
---@return table|nil results first result of each, by place
---@return table|fansly.Error errors second result, or what was raised, by place; empty when all went well
function M.map(list, fn, options)
  local count, problem = count_of(list)
  if not count then
    return nil, errors.validation("list", problem)
  elseif type(fn) ~= "function" then
    return nil, errors.validation("fn", "has to be a function, not " .. errors.shown(fn))
  end
  local concurrency, err = check_options(options)
  if not concurrency then
    return nil, err
  end
  local batch = { list = list, fn = fn, count = count, concurrency = concurrency, begun = 0, done = count == 0 }
  batch.under_way, batch.results, batch.problems = {}, {}, {}
  if not batch.done then
    task.await(setmetatable(batch, Batch), true)
  end
  return batch.results, batch.problems
end

local function check_tasks(tasks)
  local count, problem = count_of(tasks)
  if not count then
    return errors.validation("tasks", problem)
  end
  for place = 1, count do
    if not task.is(tasks[place]) then
      return errors.validation("tasks", ("has %s at place %d, which is no task"):format(errors.shown(tasks[place]), place))
    end
  end
end

--- Waits for all of them.
---@param tasks fansly.Task[]
---@return fansly.Task[]|nil tasks the same
---@return fansly.Error|nil err where one of them can never end, as one that waits for itself
function M.all(tasks)
  local err = check_tasks(tasks)
  if err then
    return nil, err
  end
  for _, each in ipairs(tasks) do
    each:claim()
  end
  for _, each in ipairs(tasks) do
    local _, problem = each:wait()
    if not each.done then
      return nil, problem
    end
  end
  return tasks
end

return M
