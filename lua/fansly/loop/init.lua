--- Turns the transports: everything that is under way in this Lua state.
--
-- A transport takes requests and hands back exchanges: `submit`, `step`, `next`, `read`, `cancel`. There is one for the
-- network, made when it is first needed, and any number of others, such as sandboxes. A watcher is told of its exchange
-- with `watcher:answered(exchange)`, and that its time has come with `watcher:due()`.
--
-- Nothing of the caller's runs inside a turn: what is to be told is queued with `later`, and delivered behind the turn.

local core = require("fansly.core")
local errors = require("fansly.error")
local report = require("fansly.report")

local M = {}

-- Hosts have been seen to replace these.
local insert, remove = table.insert, table.remove

local LONGEST = 3600 -- seconds to sleep in one go
local DEEPEST = 60 -- deliveries within each other; Lua allows some 195 calls from C to Lua
local SLICE = 0.005 -- seconds that a turn in a host's loop may take of it

local nobody = {} -- an empty list
local network -- the engine
local ended = false -- whether the Lua state is closing, and has closed it
local watchers = {} -- [transport] = { [id] = watcher }
local in_flight = 0 -- watchers in all
local timers = {} -- { at, watcher }, the next one first
local queue, first, last = {}, 1, 0 -- functions to call behind the turn, from `first` to `last`
local delivering = 0 -- deliveries within each other: one that runs something which waits starts the next
local turning = false
local unwanted = false -- whether the network is to be closed as soon as nothing is under way
local host -- the event loop that turns in our place

-- --- what is under way ---

-- Whoever waits for the network is told that it will never answer; what becomes of the requests is not known here.
local function abandon(detail)
  local orphans = watchers[network] or {}
  watchers[network] = nil
  network, unwanted = nil, false
  for _, watcher in pairs(orphans) do
    in_flight = in_flight - 1
    watcher:answered({ outcome = "maybe_sent", fault = "closed", detail = detail })
  end
end

-- Whether the network can be used. A fork of the process has no part in its parent's connections. What is closed while it is
-- still held here was closed by the end of the Lua state.
local function usable()
  local state = network and network:state()
  if state == "forked" then
    abandon("the process forked; the request is its parent's")
  elseif state == "closed" then
    ended = true
    abandon("the Lua state is closing")
  end
  return state == "open"
end

--- The transport to the network.
---@return table|nil engine
---@return string|nil problem
---@return string|nil kind of the error
function M.network()
  unwanted = false
  if usable() then
    return network
  elseif ended then
    return nil, "the Lua state is closing", "closed"
  end
  local problem
  network, problem = core.engine()
  if network and host then
    network:watch(true)
  end
  return network, problem, "config"
end

local function tell_host()
  if host then
    host.sync()
  end
end

local function close_unwanted()
  if unwanted and not watchers[network] then
    network:close()
    network, unwanted = nil, false
    tell_host()
  end
end

--- Nobody needs the connections to the network any more: they are closed in the next turn in which nothing is under way. The next
--- request opens new ones. May be called by a finalizer, at any moment.
function M.abandon_network()
  unwanted = network ~= nil
end

--- Closes the connections that nobody needs, without waiting for a turn.
M.tidy = close_unwanted

--- Hands a request to a transport.
---@return integer|nil id
---@return string|nil kind of the error
---@return string|nil message
---@return string|nil field
function M.submit(transport, request, watcher)
  local watching = watchers[transport] or {} -- made before, so that no finalizer runs between the two halves
  local id, kind, message, field = transport:submit(request)
  if id then
    watching = watchers[transport] or watching
    watchers[transport], watching[id] = watching, watcher
    in_flight = in_flight + 1
    tell_host()
  end
  return id, kind, message, field
end

--- Ends a request; its watcher still gets an exchange, in a later turn.
function M.cancel(transport, id)
  if transport == network and not usable() then
    return -- forked, which its watcher was told of, or closed with the Lua state
  end
  transport:cancel(id)
  tell_host()
end

--- Calls `watcher:due()` after some seconds.
function M.after(seconds, watcher)
  local timer = { at = core.now() + seconds, watcher = watcher }
  local place = #timers + 1 -- found when nothing more is made: a finalizer may set timers, too
  while place > 1 and timers[place - 1].at > timer.at do
    place = place - 1
  end
  insert(timers, place, timer)
  tell_host()
end

--- Forgets the timers of a watcher.
function M.forget(watcher)
  for i = #timers, 1, -1 do
    if timers[i].watcher == watcher then
      remove(timers, i)
    end
  end
end

--- Calls a function behind this turn, or the next one.
function M.later(action)
  local place = last + 1 -- taken first, as a finalizer may queue something in between
  last = place
  queue[place] = action
  tell_host()
end

--- How many requests, waits and callbacks are outstanding.
---@return integer
function M.pending()
  return in_flight + #timers + last - first + 1
end

-- --- one turn ---

-- What is known of an exchange whose answer could not be made into values.
local function unread(problem)
  return { outcome = "maybe_sent", fault = "memory", detail = tostring(problem) }
end

-- The transports that something is expected of. A list of its own, as their turns may run finalizers, and these may make calls.
local function busy_ones()
  local busy = next(watchers) and {} or nobody
  for transport in pairs(watchers) do
    busy[#busy + 1] = transport
  end
  return busy
end

-- How long before the end of its budget a step begins nothing more, in seconds: learnt, so that what is begun last, a collection of
-- garbage in the middle of it too, ends a tenth behind the budget in one of a hundred steps.
local reserve = 5e-4

local function has_time(deadline)
  return not deadline or core.now() <= deadline
end

local function read_one(transport, id)
  local watching = watchers[transport] or nobody
  local ok, exchange = pcall(transport.read, transport, id, watching[id] and watching[id].want)
  watching = watchers[transport] or nobody
  local watcher = watching[id] -- not if a finalizer that waited for something has read it meanwhile
  if watcher then
    watching[id] = nil
    in_flight = in_flight - 1
    watcher:answered(ok and exchange or unread(exchange))
  end
end

-- Reads the answers of one transport until a time; nil for no end. Reading may run a finalizer that makes or closes what it likes.
---@return boolean read whether there were any
local function collect(transport, deadline)
  local read = false
  for id in transport.next, transport do
    read = true
    read_one(transport, id)
    if not has_time(deadline) then
      break
    end
  end
  local watching = watchers[transport]
  if watching and next(watching) == nil then
    watchers[transport] = nil
  end
  return read
end

local function collect_all(deadline)
  local read = false
  for _, transport in ipairs(busy_ones()) do
    read = collect(transport, deadline) or read
  end
  return read
end

local function fire_timers()
  local now = core.now()
  while timers[1] and timers[1].at <= now do
    remove(timers, 1).watcher:due()
  end
end

-- How long a turn may wait: until the next timer at most.
local function patience(timeout)
  if timers[1] then
    timeout = math.min(timeout, timers[1].at - core.now())
  end
  return math.max(0, math.min(timeout, LONGEST))
end

local function step_all(timeout, deadline)
  local wait = patience(timeout)
  for _, transport in ipairs(busy_ones()) do
    if transport ~= network then
      transport:step(0)
      wait = 0 -- what needs no network is never waited for
    end
  end
  if network and watchers[network] then
    network:step(wait, deadline and math.max(1e-6, deadline - core.now()) or 0)
  elseif timers[1] and wait > 0 then
    core.sleep(wait)
  end
end

local function work(timeout, deadline)
  usable()
  local read = deadline and collect_all(deadline) -- what the last turn left
  if not read or has_time(deadline) then -- at least one of the two, however short the time is
    step_all(timeout, deadline)
    if not read or has_time(deadline) then
      collect_all(deadline)
    end
  end
  fire_timers()
  close_unwanted()
  tell_host() -- before sockets that are closed by now give their numbers to others
end

-- Moves bytes, reads answers, fires timers; within a time, if there is a deadline.
local function turn(timeout, deadline)
  local outer = turning -- a finalizer may wait for a call while another is read
  turning = true
  local ok, problem = pcall(work, timeout, deadline)
  turning = outer
  if not ok then
    error(problem, 0)
  end
end

-- --- telling ---

-- Runs what is queued; what is queued meanwhile is left for the next time. Each has left the queue when it runs, so that
-- one that waits for something lets the others go on.
---@param deadline? number time behind which no further one is begun; at least one is
local function deliver(deadline)
  local stop, outer = last, delivering
  delivering = outer + 1
  while first <= stop and queue[first] do -- without one that is being queued while a finalizer gets here
    local place = first
    first = place + 1
    local action = queue[place]
    queue[place] = nil
    local ok, problem = xpcall(action, report.traceback)
    if not ok then
      report.error(problem)
    end
    if not has_time(deadline) then
      break
    end
  end
  delivering = outer
  tell_host()
end

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
  elseif options ~= nil and type(options) ~= "table" then
    return nil, errors.validation("options", "have to be a table, not " .. errors.shown(options))
  end
  local budget = options and rawget(options, "budget_ms")
  if budget ~= nil and not (is_time(budget) and budget > 0) then
    return nil, errors.validation("budget_ms", "has to be a number of milliseconds above 0, not " .. errors.shown(budget))
  end
  return true, budget
end

-- Callbacks that the last step left go first, so that they cannot pile up behind answers.
local function step_within(timeout, budget)
  local deadline = core.now() + budget
  local stop = deadline - math.min(reserve, 0.9 * budget)
  deliver(stop)
  turn(first <= last and 0 or timeout, stop)
  deliver(stop)
  local late = core.now() - deadline
  if late > budget / 10 and late < budget then -- what is later still, no reserve could have prevented
    reserve = math.min(reserve + budget / 10, 0.9 * budget)
  elseif late > -reserve then
    reserve = math.max(0, reserve - budget / 1000)
  end
end

--- One turn of everything that is under way, and its callbacks.
---@param timeout? number seconds to wait at most for something to happen; where nothing can, there is no wait
---@param options? { budget_ms: number } how long to move and read at most; the rest is left for the next step
---@return integer|nil pending how many requests, waits and callbacks are still to come
---@return fansly.Error|nil err inside a callback or a task
function M.step(timeout, options)
  if delivering > 0 or turning then
    return refuse_nested("step")
  end
  local ok, budget = check_step(timeout, options)
  if not ok then
    return nil, budget
  end
  if budget then
    step_within(timeout or 0, budget / 1000)
  else
    turn(first <= last and 0 or timeout or 0)
    deliver()
  end
  report.when_idle(M.pending())
  return M.pending()
end

--- Turns until nothing is pending.
---@return boolean|nil done
---@return fansly.Error|nil err inside a callback or a task
function M.run()
  if delivering > 0 or turning then
    return refuse_nested("run")
  end
  while M.pending() > 0 do
    M.step(LONGEST)
  end
  report.when_idle(0)
  return true
end

--- Turns until something is done. With `others`, callbacks and tasks go on meanwhile, unless waits are within each other too deep.
---@param awaited { done: boolean, by_others: boolean|nil } by_others: nothing but callbacks and tasks can end it
---@param others? boolean
---@return boolean done
---@return string|nil problem why it will never be done
function M.wait(awaited, others)
  others = others and delivering < DEEPEST
  while not awaited.done do
    if M.pending() == 0 then
      return false, "waits for something that can never happen"
    elseif awaited.by_others and not others then
      return false, "would wait within too many other waits; let tasks wait rather than callbacks"
    end
    turn(others and first <= last and 0 or LONGEST)
    if others then
      deliver()
    end
  end
  return true
end

-- --- for the loop of a host, which turns in our place ---

--- Makes a host's loop the one that turns. It is told by `sync` whenever what it has to wait for may have changed.
---@param loop { sync: fun(), await: nil|fun(awaited: table): boolean }|nil nil: back to turning by step and run
function M.attach(loop)
  host = loop
  if network then
    network:watch(loop ~= nil)
  end
  tell_host()
end

--- The host's loop, if one turns.
function M.host()
  return host
end

--- The network, if there is one already.
function M.open_network()
  return network
end

--- Whether something waits to be delivered.
---@return boolean
function M.queued()
  return first <= last
end

--- Seconds until a turn is wanted whatever the sockets do; nil for never.
---@return number|nil
function M.next_turn()
  local offline = in_flight > 0 and (next(watchers) ~= network or next(watchers, network) ~= nil)
  local unread_left = network and network:next()
  local soonest = (offline or unread_left) and 0 or network and network:timer()
  if timers[1] then
    soonest = math.min(soonest or LONGEST, math.max(0, timers[1].at - core.now()))
  end
  return soonest
end

--- A turn without waiting, and without telling anybody. What would take it too long is left for the next one.
function M.progress()
  turn(0, core.now() + SLICE)
end

--- Runs what is queued.
function M.deliver()
  deliver()
  report.when_idle(M.pending())
end

return M
