--- A function for every entry of a list, in tasks, so many at a time.

local errors = require("fansly.error")
local json = require("fansly.json")
local loop = require("fansly.loop")
local suggest = require("fansly.suggest")
local task = require("fansly.task")

local M = {}

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

local function check_options(options)
  if options ~= nil and type(options) ~= "table" then
    return nil, errors.validation("options", "have to be a table, not " .. errors.shown(options))
  end
  for name in next, options or {} do
    if name ~= "concurrency" then
      return nil, errors.validation(name, suggest.unknown(name, { "concurrency" }))
    end
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
  if type(list) ~= "table" then
    return nil, errors.validation("list", "has to be a list, not " .. errors.shown(list))
  elseif not json.list_length(list) then
    return nil, errors.validation("list", "has to be a list: keys 1..n without holes")
  elseif type(fn) ~= "function" then
    return nil, errors.validation("fn", "has to be a function, not " .. errors.shown(fn))
  end
  local concurrency, err = check_options(options)
  if not concurrency then
    return nil, err
  end
  local batch = { list = list, fn = fn, count = #list, concurrency = concurrency, begun = 0, done = #list == 0 }
  batch.under_way, batch.results, batch.problems = {}, {}, {}
  if not batch.done then
    task.await(setmetatable(batch, Batch), true)
  end
  return batch.results, batch.problems
end

return M
