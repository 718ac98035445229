--- Tasks: functions whose calls let others go on while they wait.
--
-- What is awaited is a table with `start(self, on_done)` and `done`. A task hands it to its coroutine's resumer, which starts it
-- only then: where a yield is not possible (Lua 5.1 inside pcall), nothing has been started.

local errors = require("fansly.error")
local loop = require("fansly.loop")
local report = require("fansly.report")

local M = {}

---@class fansly.Task
---@field done boolean
local Task = { __name = "fansly.Task" }
Task.__index = Task

local running -- the task whose coroutine runs now
local stuck = 0 -- how many frames that no yield can cross stand between it and here

-- Lua 5.1 cannot yield from the iterator of a for loop; LuaJIT can.
local yields_in_for = _VERSION ~= "Lua 5.1" or rawget(_G, "jit") ~= nil

local function pack(...)
  return { n = select("#", ...), ... }
end

local unpack = table.unpack or unpack

--- The task whose own coroutine this is; nil elsewhere, also in a coroutine that a task made.
---@return fansly.Task|nil
function M.current()
  return running and coroutine.running() == running.thread and running or nil
end

local function leave_frame(ok, ...)
  stuck = stuck - 1
  if not ok then
    error((...), 0)
  end
  return ...
end

--- Calls a function for the iterator of a for loop. Where no yield can leave that, it waits in place, and the others go on meanwhile.
function M.iterate(fn, self)
  if yields_in_for then
    return fn(self)
  end
  stuck = stuck + 1
  return leave_frame(pcall(fn, self))
end

-- --- the course of a task ---

local function cancelled_error(maybe_sent)
  return errors.new({ kind = "cancelled", message = "the task was cancelled", maybe_sent = maybe_sent })
end

local function close(thread)
  if coroutine.close and coroutine.status(thread) == "suspended" then
    coroutine.close(thread) -- runs what is to be closed, from Lua 5.4
  end
end

function Task:finish(results, failed)
  self.done, self.results, self.awaiting = true, results, nil
  close(self.thread)
  local waiters = self.waiters
  self.waiters = nil
  for _, on_done in ipairs(waiters) do
    loop.later(on_done)
  end
  if failed and #waiters == 0 and not self.claimed then
    report.hold(self, results[2])
  end
end

-- A cancelled call tells whether the server may have acted; one that was over before may have been a send.
function Task:finish_cancelled()
  local awaited = self.awaiting
  local maybe_sent = awaited and awaited.maybe_acted and awaited:maybe_acted() or false
  self:finish(pack(nil, cancelled_error(maybe_sent)))
end

function Task:continue(...)
  local outer, outer_stuck = running, stuck
  running, stuck = self, 0
  local results = pack(coroutine.resume(self.thread, ...))
  running, stuck = outer, outer_stuck
  local ok, awaited = results[1], results[2]
  if not ok then
    return self:finish(pack(nil, awaited), true)
  elseif coroutine.status(self.thread) == "dead" then
    return self:finish(pack(unpack(results, 2, results.n)))
  elseif type(awaited) ~= "table" or not awaited.start then
    return self:finish(pack(nil, "fansly: a task yielded by itself; only its calls may"), true)
  end
  self.awaiting = awaited
  if self.cancelled then
    return self:finish_cancelled()
  end
  awaited:start(function()
    if self.cancelled then
      return self:finish_cancelled()
    end
    self.awaiting = nil
    self:continue()
  end)
end

--- Starts a task. Its function begins with the next turn.
---@param fn function
---@param ... any its arguments
---@return fansly.Task
function M.go(fn, ...)
  if type(fn) ~= "function" then
    error("fansly.go: a function is needed, not a " .. type(fn), 2)
  end
  local task = setmetatable({ thread = coroutine.create(fn), done = false, waiters = {} }, Task)
  local arguments = pack(...)
  loop.later(function()
    if not task.done then
      task:continue(unpack(arguments, 1, arguments.n))
    end
  end)
  return task
end

-- --- waiting ---

--- Waits for something, in the way of where it is called: a task lets others go on, the coroutine of a host's loop lets that
--- go on, everything else blocks.
---@param awaited { start: fun(self: table, on_done: function), done: boolean }
---@param others? boolean whether callbacks and tasks go on while it blocks
---@return boolean done false: nothing is pending that could end it
function M.await(awaited, others)
  local host = loop.host()
  if stuck == 0 and M.current() then
    coroutine.yield(awaited)
    return true
  elseif stuck == 0 and host and host.await and host.await(awaited) then
    return true
  end
  awaited:start()
  return loop.wait(awaited, others or stuck > 0)
end

-- As something to wait for.
function Task:start(on_done)
  if self.done then
    loop.later(on_done)
  elseif on_done then
    self.waiters[#self.waiters + 1] = on_done
  end
end

--- What the task's function returned; `nil, err` where it failed or was cancelled.
---@return any ...
function Task:wait()
  if M.current() == self then
    return nil, errors.new({ kind = "validation", message = "a task cannot wait for itself" })
  end
  self.claimed = true
  report.claim(self)
  if not self.done and not M.await(self, true) then
    return nil, errors.new({ kind = "validation", message = "the task waits for something that can never happen" })
  end
  return unpack(self.results, 1, self.results.n)
end

--- Ends the task: its call under way is cancelled, its function is not continued.
---@return boolean was_under_way
function Task:cancel()
  if self.done or self.cancelled then
    return false
  end
  self.cancelled = true
  local awaited = self.awaiting
  if awaited and awaited.cancel and awaited:cancel() then
    return true -- finished once the call has answered
  elseif M.current() ~= self then
    self:finish_cancelled()
  end
  return true
end

--- Waits for all of them.
---@param tasks fansly.Task[]
---@return fansly.Task[] tasks the same
function M.all(tasks)
  for _, task in ipairs(tasks) do
    task:wait()
  end
  return tasks
end

-- --- sleeping ---

local Sleep = {}
Sleep.__index = Sleep

function Sleep:start(on_done)
  self.on_done = on_done
  loop.after(self.seconds, self)
end

function Sleep:due()
  self.done = true
  if self.on_done then
    loop.later(self.on_done)
  end
end

function Sleep:cancel()
  loop.forget(self)
  return false
end

--- Waits some seconds.
---@param seconds number
---@return boolean|nil slept
---@return fansly.Error|nil err
function M.sleep(seconds)
  if type(seconds) ~= "number" or not (seconds >= 0 and seconds <= 1e9) then
    return nil, errors.validation("seconds", "has to be a number from 0 on, not " .. tostring(seconds))
  end
  M.await(setmetatable({ seconds = seconds, done = false }, Sleep), true)
  return true
end

-- --- many at once ---

local function check_map(list, fn, options)
  local concurrency = options and options.concurrency or 8
  if type(list) ~= "table" then
    return nil, errors.validation("list", "has to be a list, not a " .. type(list))
  elseif type(fn) ~= "function" then
    return nil, errors.validation("fn", "has to be a function, not a " .. type(fn))
  elseif type(concurrency) ~= "number" or concurrency < 1 or concurrency % 1 ~= 0 then
    return nil, errors.validation("concurrency", "has to be a whole number from 1 on, not " .. tostring(concurrency))
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
  local concurrency, err = check_map(list, fn, options)
  if not concurrency then
    return nil, err
  end
  local results, problems, place = {}, {}, 0
  local function work()
    while place < #list do
      place = place + 1
      local here = place
      local task = M.go(fn, list[here], here)
      results[here], problems[here] = task:wait()
    end
  end
  local workers = {}
  for i = 1, math.min(concurrency, #list) do
    workers[i] = M.go(work)
  end
  M.all(workers)
  return results, problems
end

return M
