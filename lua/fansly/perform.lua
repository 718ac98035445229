--- Calls that take several exchanges: one function, in place, or as a task where there is a callback.

local errors = require("fansly.error")
local loop = require("fansly.loop")
local refusal = require("fansly.refusal")
local task = require("fansly.task")

local M = {}

--- Calls a function whose calls wait. Yields cross it, but for Lua 5.1: there, memory that runs out within a task is its own fault to
--- tell.
---@param fn function
---@param ... any its arguments
---@return boolean ok
---@return any ... what it returned, or the problem
function M.protected(fn, ...)
  if task.yields_in_pcall or not task.current() then
    return pcall(fn, ...)
  end
  return true, fn(...)
end

-- What a function answered; where memory ran out meanwhile, the error that was made before.
local function unless_short(spare, ok, value, ...)
  if ok then
    return value, ...
  end
  errors.expect_memory(value)
  return nil, spare
end

-- The callback's entry is made first: whatever happens to the task, it is told.
local function start(callback, fn, ...)
  local performing, beginning = task.new(fn, ...)
  performing.claimed = true
  performing:start(function()
    callback(performing:told())
  end)
  loop.enqueue(beginning)
  return performing
end

--- Calls a function that may make calls; as a task where there is a callback, which gets what it returned.
---@param callback? function
---@param fn function
---@param ... any its arguments
---@return any what it returned, or the task
---@return fansly.Error|nil err
function M.run(callback, fn, ...)
  if callback == nil then
    local spare = errors.new({ kind = "memory", message = errors.memory.message, maybe_sent = true })
    return unless_short(spare, M.protected(fn, ...))
  elseif type(callback) ~= "function" then
    return nil, errors.validation("callback", "has to be a function, not " .. errors.shown(callback))
  end
  local ok, performing, err = pcall(start, callback, fn, ...)
  if ok then
    return performing, err
  end
  return refusal.short(performing, callback)
end

--- Calls a function that reads arguments, and performs what they ask for. Where memory is out for that, nothing was sent.
---@param fn function
---@param ... any its arguments; a function as the last of them is a callback
---@return any what it returned
---@return fansly.Error|nil err
---@return any more
function M.ask(fn, ...)
  local ok, value, err, info = M.protected(fn, ...)
  if ok then
    return value, err, info
  end
  return refusal.short(value, refusal.callback_of(...))
end

return M
