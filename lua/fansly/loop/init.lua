--- Turns the transports: everything that is under way in this Lua state.
--
-- Watchers are told of their exchanges with `watcher:answered(exchange)`, and that their time has come with `watcher:due()`.
-- Nothing of the caller's runs inside a turn: what is to be told is queued with `later`, and delivered behind the turn.
-- A turn that runs out of memory breaks off at most one of the things that are under way; another turn goes on with the others.

local check = require("fansly.check")
local core = require("fansly.core")
local errors = require("fansly.error")
local host = require("fansly.loop.host")
local pace = require("fansly.loop.pace")
local queue = require("fansly.loop.queue")
local report = require("fansly.report")
local requests = require("fansly.loop.requests")
local timers = require("fansly.loop.timers")

local M = {}

local LONGEST = 3600 -- seconds to sleep in one go
local DEEPEST = 40 -- deliveries within each other; each takes three of the some 195 calls from C to Lua that Lua allows
local SLICE = 0.005 -- seconds that a turn in a host's loop may take of it
local MOST = 64 -- answers that a turn reads of a transport: they are used while they are in the cache of the processor, and freed soon

local step_options = { "budget_ms" }

local turning = false

-- --- what is to come ---

M.network = requests.network
M.abandon_network = requests.abandon_network
M.tidy = requests.tidy
M.submit = requests.submit
M.cancel = requests.cancel
M.drop = requests.drop
M.forget = timers.forget
M.entry = queue.entry

--- Calls `watcher:due()` after some seconds.
function M.after(seconds, watcher)
  timers.add(core.now() + seconds, watcher)
  host.tell()
end

--- Queues an entry: its function is called behind this turn, or the next one.
---@param entry table
function M.enqueue(entry)
  queue.add(entry)
  host.tell()
end

--- Calls a function behind this turn, or the next one.
function M.later(action)
  M.enqueue(queue.entry(action))
end

--- How many requests, waits and callbacks are outstanding.
---@return integer
function M.pending()
  return requests.count() + timers.count() + queue.length()
end

-- --- one turn ---

-- Reads the answers of one transport until a time; nil for no end.
---@return boolean read whether there were any
local function collect(transport, stop)
  local count = 0
  for id in transport.next, transport do
    local whole = requests.read(transport, id)
    count = count + 1
    if not whole or count == MOST or not pace.has_time(stop) then
      break
    end
  end
  requests.release(transport)
  return count > 0
end

local function collect_all(stop)
  local read = false
  for _, transport in ipairs(requests.busy()) do
    read = collect(transport, stop) or read
  end
  return read
end

local function fire_timers()
  local now = core.now()
  for watcher in timers.take_due, now do
    requests.tell(watcher, "due")
  end
end

-- How long a turn may wait: until the next timer at most.
local function patience(timeout)
  local soonest = timers.soonest()
  if soonest then
    timeout = math.min(timeout, soonest - core.now())
  end
  return math.max(0, math.min(timeout, LONGEST))
end

local function step_all(timeout, stop)
  local wait, network = patience(timeout), requests.open_network()
  for _, transport in ipairs(requests.busy()) do
    if transport ~= network then
      transport:step(0)
      wait = 0 -- what needs no network is never waited for
    end
  end
  network = requests.open_network()
  if requests.network_is_busy() then
    network:step(wait, pace.time_left(stop))
  elseif timers.soonest() and wait > 0 then
    core.sleep(wait)
  end
end

local function work(timeout, stop)
  turning = true
  queue.reach()
  requests.usable()
  local read = stop and collect_all(stop) -- what the last turn left
  if not read or pace.has_time(stop) then -- at least one of the two, however short the time is
    step_all(timeout, stop)
    if not read or pace.has_time(stop) then
      collect_all(stop)
    end
  end
  fire_timers()
  requests.tidy()
  host.tell() -- before sockets that are closed by now give their numbers to others
end

-- Moves bytes, reads answers, fires timers; within a time, if there is an end to it.
local function turn(timeout, stop)
  local outer = turning -- a finalizer may wait for a call while another is read
  local ok, problem = pcall(work, timeout, stop)
  turning = outer
  if not ok then
    error(problem, 0)
  end
end

local function deliver(stop)
  queue.deliver(stop)
  host.tell()
end

-- --- for the caller ---

local function refuse_nested(name)
  return nil, errors.new({
    kind = "validation",
    message = ("fansly.%s inside a callback, a task or a finalizer: these run within a turn already"):format(name),
  })
end

local function is_time(value)
  return type(value) == "number" and value >= 0
end

local function check_step(timeout, options)
  if timeout ~= nil and not is_time(timeout) then
    return nil, errors.validation("timeout", "has to be a number of seconds, not " .. errors.shown(timeout))
  end
  local err = check.options(options, step_options)
  if err then
    return nil, err
  end
  local budget = options and rawget(options, "budget_ms")
  if budget ~= nil and not (is_time(budget) and budget > 0) then
    return nil, errors.validation("budget_ms", "has to be a number of milliseconds above 0, not " .. errors.shown(budget))
  end
  return true, budget
end

-- Callbacks that the last step left go first, so that they cannot pile up behind answers.
local function step_within(timeout, budget)
  local stop, deadline = pace.plan(budget)
  deliver(stop)
  turn(queue.length() > 0 and 0 or timeout, stop)
  deliver(stop)
  pace.learn(budget, deadline)
end

local function step(timeout, options)
  if turning or queue.depth() > 0 then
    return refuse_nested("step")
  end
  local ok, budget = check_step(timeout, options)
  if not ok then
    return nil, budget
  end
  if budget then
    step_within(timeout or 0, budget / 1000)
  else
    turn(queue.length() > 0 and 0 or timeout or 0)
    deliver()
  end
  report.when_idle(M.pending())
  return M.pending()
end

local function run()
  if turning or queue.depth() > 0 then
    return refuse_nested("run")
  end
  while M.pending() > 0 do
    step(LONGEST)
  end
  report.when_idle(0)
  return true
end

-- What ends for want of memory has told nobody anything wrong, and can be called again.
local function unless_short(ok, result, err)
  if ok then
    return result, err
  end
  errors.expect_memory(result)
  return nil, errors.memory
end

--- One turn of everything that is under way, and its callbacks.
---@param timeout? number seconds to wait at most for something to happen; where nothing can, there is no wait
---@param options? { budget_ms: number } how long to move and read at most; the rest is left for the next step
---@return integer|nil pending how many requests, waits and callbacks are still to come
---@return fansly.Error|nil err inside a callback or a task; of kind `memory` where the turn was cut short: another one goes on
function M.step(timeout, options)
  return unless_short(pcall(step, timeout, options))
end

--- Turns until nothing is pending.
---@return boolean|nil done
---@return fansly.Error|nil err inside a callback or a task; of kind `memory` where some is pending still, for a later run
function M.run()
  return unless_short(pcall(run))
end

--- Turns until something is done. With `others`, callbacks and tasks go on meanwhile, unless waits are within each other too deep.
---@param awaited { done: boolean, by_others: boolean|nil } by_others: nothing but callbacks and tasks can end it
---@param others? boolean
---@return boolean done
---@return string|nil problem why it will never be done
function M.wait(awaited, others)
  others = others and queue.depth() < DEEPEST
  while not awaited.done do
    if M.pending() == 0 then
      return false, "waits for something that can never happen"
    elseif awaited.by_others and not others then
      return false, "would wait within too many other waits; let tasks wait rather than callbacks"
    end
    turn(others and queue.length() > 0 and 0 or LONGEST)
    if others then
      deliver()
    end
  end
  return true
end

-- --- for the loop of a host, which turns in our place ---

M.host = host.get
M.open_network = requests.open_network

--- Makes a host's loop the one that turns. It is told by `sync` whenever what it has to wait for may have changed, and by `release`
--- before the network's descriptor is closed.
---@param loop { sync: fun(), release: fun(), await: nil|fun(awaited: table): boolean }|nil nil: back to turning by step and run
function M.attach(loop)
  host.set(loop)
  host.tell()
end

--- Whether something waits to be delivered.
---@return boolean
function M.queued()
  return queue.length() > 0
end

--- Seconds until a turn is wanted whatever the sockets do; nil for never.
---@return number|nil
function M.next_turn()
  local network = requests.network_is_busy() and requests.open_network() -- what nobody waits for is left to the next request
  local unread_left = network and network:next()
  local soonest = (requests.others_are_busy() or unread_left) and 0 or network and network:timer()
  local timer = timers.soonest()
  if timer then
    soonest = math.min(soonest or LONGEST, math.max(0, timer - core.now()))
  end
  return soonest
end

--- A turn without waiting, and without telling anybody. What would take it too long is left for the next one.
function M.progress()
  unless_short(pcall(turn, 0, core.now() + SLICE))
end

local function tell_all()
  deliver()
  report.when_idle(M.pending())
end

--- Runs what is queued.
function M.deliver()
  unless_short(pcall(tell_all))
end

return M
