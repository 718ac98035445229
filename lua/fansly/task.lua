--- Tasks: functions whose calls let others go on while they wait.
--
-- What is awaited is a table with `start(self, on_done)` and `done`. A task hands it to its coroutine's resumer, which starts it
-- only then: where a yield is not possible (Lua 5.1 inside pcall), nothing has been started.

local errors = require("fansly.error")
local loop = require("fansly.loop")
local report = require("fansly.report")

local M = {}

---@class fansly.Task
---@field done boolean whether its function has come to its end
---@field private by_others boolean
---@field private thread thread
---@field private waiters table[] entries of the queue
---@field private results table
---@field private awaiting table
---@field private in_place table
---@field private handed table
---@field private claimed boolean
---@field private cancelled boolean
---@field private acted boolean
---@field private begun boolean
---@field private spare table
---@field private fault table
local Task = { __name = "fansly.Task", by_others = true }
Task.__index = Task

local running -- the task whose coroutine runs now
local stuck = 0 -- how many frames that no yield can cross stand between it and here

--- Lua 5.1 cannot yield from a pcall, nor from the iterator of a for loop; LuaJIT can.
M.yields_in_pcall = _VERSION ~= "Lua 5.1" or rawget(_G, "jit") ~= nil

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
  if M.yields_in_pcall then
    return fn(self)
  end
  stuck = stuck + 1
  return leave_frame(pcall(fn, self))
end

-- --- the course of a task ---

-- Lua 5.1 makes coroutines of Lua functions only.
local function new_thread(fn)
  local ok, thread = pcall(coroutine.create, fn)
  if ok then
    return thread
  end
  return coroutine.create(function(...)
    return fn(...)
  end)
end

-- Runs what is to be closed, from Lua 5.4: of a function that is not continued, or that has raised something.
local function close(thread, raised)
  local status = coroutine.status(thread)
  if not coroutine.close or status ~= "suspended" and status ~= "dead" then
    return
  end
  local ok, second = coroutine.close(thread)
  if not ok and not rawequal(second, raised) then
    report.error(second)
  end
end

---@private
function Task:finish(results, raised)
  self.done, self.results, self.awaiting = true, results, false
  for _, entry in ipairs(self.waiters) do
    loop.enqueue(entry)
  end
  close(self.thread, raised)
end

---@private
function Task:fail(raised)
  local problem = raised or ("a task raised %s"):format(tostring(raised)) -- it has to count as an error where one is looked for
  local told = #self.waiters > 0 or self.claimed
  local fault = not told and report.hold(report.traceback(problem, self.thread))
  self:finish(pack(nil, problem), raised)
  self.fault = fault or nil
end

--- Its error tells whether a server may have acted on any of its calls.
---@private
function Task:finish_cancelled(raised)
  local awaited = self.awaiting
  self.acted = self.acted or awaited and awaited.maybe_acted and awaited:maybe_acted() or false
  local err = errors.new({ kind = "cancelled", message = "the task was cancelled", maybe_sent = self.acted })
  self:finish(pack(nil, err), raised)
end

--- Its function has come to its end.
---@private
function Task:conclude(results)
  local ok, problem = results[1], results[2]
  if not self.cancelled and ok then
    self:finish(pack(unpack(results, 2, results.n)))
  elseif not self.cancelled then
    self:fail(problem)
  else
    self:finish_cancelled(problem)
    if not ok and not (errors.is(problem) and problem.kind == "cancelled") then
      report.error(problem) -- what went wrong after it was cancelled
    end
  end
end

---@private
function Task:continue(...)
  local outer, outer_stuck = running, stuck
  running, stuck = self, 0
  local results = pack(coroutine.resume(self.thread, ...))
  running, stuck = outer, outer_stuck
  local awaited, handed = results[2], self.handed
  self.handed = nil
  if coroutine.status(self.thread) == "dead" then
    return self:conclude(results)
  elseif awaited == nil or not rawequal(awaited, handed) then
    return self:fail(errors.new({ kind = "validation", message = "a task yielded by itself; only its calls may" }))
  end
  if self.cancelled then
    return self:finish_cancelled()
  end
  self.awaiting = awaited
  awaited:start(function()
    if self.done then
      return -- cancelled when its call was over already
    elseif self.cancelled then
      return self:finish_cancelled()
    end
    self.awaiting = false
    self:go_on()
  end)
end

--- Ends it where there is no memory to go on, or to keep what it returned, with what was made before it began.
---@private
function Task:break_off()
  if self.done then
    return
  end
  self.spare[2].maybe_sent = self.begun
  self:finish(self.spare)
end

--- Continues it, and tells of what stands in the way of that.
---@private
function Task:go_on(...)
  local outer, outer_stuck = running, stuck
  local ok, problem = pcall(self.continue, self, ...)
  if not ok then
    running, stuck = outer, outer_stuck
    errors.expect_memory(problem)
    self:break_off()
  end
end

--- A task, and the entry of the queue that has it begin.
---@param fn function
---@param ... any its arguments
---@return fansly.Task task
---@return table beginning
function M.new(fn, ...)
  -- to set a field that is there already needs no memory
  local spare = pack(nil, errors.new({ kind = "memory", message = errors.memory.message }))
  local task = setmetatable({
    thread = new_thread(fn),
    waiters = {},
    spare = spare,
    done = false,
    begun = false,
    results = false,
    awaiting = false,
  }, Task)
  local arguments = pack(...)
  return task, loop.entry(function()
    if not task.done then
      task.begun = true
      task:go_on(unpack(arguments, 1, arguments.n))
    end
  end)
end

--- Starts a task. Its function begins with the next turn.
---@param fn function
---@param ... any its arguments
---@return fansly.Task|nil
---@return fansly.Error|nil err
function M.go(fn, ...)
  if type(fn) ~= "function" then
    return nil, errors.validation("fn", "has to be a function, not " .. errors.shown(fn))
  end
  local task, beginning = M.new(fn, ...)
  loop.enqueue(beginning)
  return task
end

-- --- waiting ---

---@param value any
---@return boolean
function M.is(value)
  return getmetatable(value) == Task
end

local function check_self(self, name)
  if not M.is(self) then
    errors.raise_no_self("task", name)
  end
end

-- Ends what a cancelled task waits for, but not another task, which others may wait for, too.
local function give_up(awaited)
  return not M.is(awaited) and awaited:cancel()
end

local function note_effect(task, awaited)
  if awaited.maybe_acted and awaited:maybe_acted() then
    task.acted = true
  end
end

-- Whether a yield gets out of here; where Lua cannot tell, it is tried, and raises.
local function can_yield()
  return stuck == 0 and (not coroutine.isyieldable or coroutine.isyieldable())
end

-- What cannot be waited for, as memory is out, ends with an error of its own.
local function unless_short(awaited, ok, done, problem)
  if ok then
    return done, problem
  elseif not awaited.break_off then
    error(done, 0)
  end
  errors.expect_memory(done)
  awaited:break_off(done)
  return true
end

local function start_in_place(task, awaited)
  awaited:start()
  if task.cancelled then
    give_up(awaited)
  end
  task.in_place, running = awaited, nil
  return loop.wait(awaited, true)
end

-- Where no yield leads out of a task, callbacks and other tasks go on within it.
local function wait_in_place(task, awaited)
  local ok, done, problem = pcall(start_in_place, task, awaited)
  task.in_place, running = nil, task
  done, problem = unless_short(awaited, ok, done, problem)
  note_effect(task, awaited)
  return done, problem
end

local function block(awaited, others)
  awaited:start()
  return loop.wait(awaited, others)
end

--- Waits for something, in the way of where it is called: a task lets others go on, the coroutine of a host's loop lets that
--- go on, everything else blocks.
---@param awaited { start: fun(self: table, on_done: function), done: boolean }
---@param others? boolean whether callbacks and tasks go on while it blocks
---@return boolean done
---@return string|nil problem why it will never be done
function M.await(awaited, others)
  local task, host = M.current(), loop.host()
  if task and can_yield() then
    task.handed = awaited -- what else it yields is none of ours
    repeat
      coroutine.yield(awaited)
    until task.awaiting ~= awaited -- unless somebody else resumed it
    note_effect(task, awaited)
    return true
  elseif running then
    return wait_in_place(running, awaited)
  elseif stuck == 0 and host and host.await and host.await(awaited) then
    return true
  end
  return unless_short(awaited, pcall(block, awaited, others))
end

--- As something to wait for.
---@private
function Task:start(on_done)
  if self.done then
    loop.later(on_done)
  elseif on_done then
    self.waiters[#self.waiters + 1] = loop.entry(on_done)
  end
end

--- Whether it is another one, or waits for it, by way of however many.
---@private
function Task:waits_for(other)
  local awaited = self.awaiting or self.in_place
  if self == other or not awaited or not awaited.waits_for then
    return self == other
  end
  return awaited:waits_for(other)
end

--- What its function returned; where memory ran out within it, with an error object in place of Lua's own text.
---@private
function Task:told()
  local results = self.results
  if results[1] == nil and errors.is_memory(results[2]) then
    results = self.spare
    results[2].maybe_sent = self.begun
  end
  return unpack(results, 1, results.n)
end

--- Somebody waits for it: its fault is theirs.
---@private
function Task:claim()
  self.claimed = true
  if self.fault then
    report.claim(self.fault)
    self.fault = nil
  end
end

--- What the task's function returned; `nil, err` where it failed or was cancelled.
---@return any ...
function Task:wait()
  check_self(self, "wait")
  if self:waits_for(running) then
    return nil, errors.new({ kind = "validation", message = "a task cannot wait for itself, nor for one that waits for it" })
  end
  self:claim()
  if not self.done then
    local done, problem = M.await(self, true)
    if not done then
      return nil, errors.new({ kind = "validation", message = "the task " .. problem })
    end
  end
  return self:told()
end

--- Ends the task: its call under way is cancelled, its function is not continued. Another task that it waits for goes on.
---@return boolean was_under_way true: waiting for it answers `cancelled`
function Task:cancel()
  check_self(self, "cancel")
  if self.done or self.cancelled then
    return false
  end
  self.cancelled = true
  local awaited = self.awaiting or self.in_place
  if awaited and give_up(awaited) then
    return true -- finished once that has answered
  elseif coroutine.status(self.thread) == "suspended" then
    self:finish_cancelled()
  end
  return true
end

return M
