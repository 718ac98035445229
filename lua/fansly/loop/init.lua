--- Turns the transports: everything that is under way in this Lua state.
--
-- A transport takes requests and hands back exchanges: `submit`, `step`, `next`, `read`, `cancel`. There is one for the
-- network, made when it is first needed, and any number of others, such as sandboxes. A watcher is told of its exchange
-- with `watcher:answered(exchange)`, and that its time has come with `watcher:due()`.

local core = require("fansly.core")

local M = {}

local LONGEST = 3600 -- seconds to sleep in one go

local network -- the engine
local watchers = {} -- [transport] = { [id] = watcher }
local timers = {} -- { at, who }, the next one first
local callbacks = {} -- functions to call when there is time for them, from `first` to `last`
local first, last = 1, 0
local turning = false
local unwanted = false -- whether the network is to be closed as soon as nothing is under way

--- The transport to the network.
---@return table|nil engine
---@return string|nil problem
function M.network()
  local problem
  unwanted = false
  if not network then
    network, problem = core.engine()
  end
  return network, problem
end

local function close_unwanted()
  if unwanted and not watchers[network] then
    network:close()
    network, unwanted = nil, false
  end
end

--- Closes the connections to the network as soon as nothing is under way; the next request opens new ones.
function M.close_network()
  unwanted = network ~= nil
  close_unwanted()
end

--- Hands a request to a transport.
---@return integer|nil id
---@return string|nil kind of the error
---@return string|nil message
---@return string|nil field
function M.submit(transport, request, watcher)
  local id, kind, message, field = transport:submit(request)
  if id then
    watchers[transport] = watchers[transport] or {}
    watchers[transport][id] = watcher
  end
  return id, kind, message, field
end

--- Ends a request; its watcher still gets an exchange, in a later turn.
function M.cancel(transport, id)
  return transport:cancel(id)
end

--- Calls `watcher:due()` after some seconds.
function M.after(seconds, watcher)
  local at, place = core.now() + seconds, #timers + 1
  while place > 1 and timers[place - 1].at > at do
    place = place - 1
  end
  table.insert(timers, place, { at = at, watcher = watcher })
end

--- Forgets the timers of a watcher.
function M.forget(watcher)
  for i = #timers, 1, -1 do
    if timers[i].watcher == watcher then
      table.remove(timers, i)
    end
  end
end

--- Calls a function when callbacks are next delivered.
function M.later(callback)
  last = last + 1
  callbacks[last] = callback
end

-- What is known of an exchange whose answer could not be made into values.
local function unread(problem)
  return { outcome = "maybe_sent", fault = "memory", detail = tostring(problem) }
end

local function collect(transport, watching)
  for id in transport.next, transport do
    local watcher = watching[id]
    watching[id] = nil
    local ok, exchange = pcall(transport.read, transport, id, watcher and watcher.want)
    if watcher then
      watcher:answered(ok and exchange or unread(exchange))
    end
  end
  if next(watching) == nil then
    watchers[transport] = nil
  end
end

local function collect_all()
  local busy = {}
  for transport, watching in pairs(watchers) do
    busy[transport] = watching
  end
  for transport, watching in pairs(busy) do
    collect(transport, watching)
  end
end

local function fire_timers()
  local now = core.now()
  while timers[1] and timers[1].at <= now do
    table.remove(timers, 1).watcher:due()
  end
end

-- How long a turn may wait: until the next timer at most.
local function patience(timeout)
  if timers[1] then
    timeout = math.min(timeout, timers[1].at - core.now())
  end
  return math.max(0, math.min(timeout, LONGEST))
end

local function step_all(timeout)
  local wait = patience(timeout)
  for transport in pairs(watchers) do
    if transport ~= network then
      transport:step(0)
      wait = 0 -- what needs no network is never waited for
    end
  end
  if network and watchers[network] then
    network:step(wait)
  elseif timers[1] and wait > 0 then
    M.network():step(wait) -- has nothing to do but wait
  end
end

local function turn(timeout)
  step_all(timeout)
  collect_all()
  fire_timers()
  close_unwanted()
end

--- One turn of everything: moves bytes, reads answers, fires timers. Callbacks are left for `step`.
---@param timeout number seconds to wait at most for something to happen; where nothing can, there is no wait
function M.turn(timeout)
  if turning then
    error("fansly: a turn of the loop inside another one", 2)
  end
  turning = true
  local ok, problem = pcall(turn, timeout)
  turning = false
  if not ok then
    error(problem, 0)
  end
end

-- Calls the callbacks that have come due; those that come due meanwhile are left for the next time. Each has left the
-- queue when it is called, so that one which raises takes none of the others along.
local function deliver()
  local stop = last
  while first <= stop do
    local callback = callbacks[first]
    callbacks[first] = nil
    first = first + 1
    callback()
  end
end

--- How many requests, waits and callbacks are outstanding.
---@return integer
function M.pending()
  local count = #timers + last - first + 1
  for _, watching in pairs(watchers) do
    for _ in pairs(watching) do
      count = count + 1
    end
  end
  return count
end

--- One turn of everything that is under way, and its callbacks.
---@param timeout? number seconds to wait at most for something to happen; 0 when left out
---@return integer pending how many requests, waits and callbacks are still to come
function M.step(timeout)
  M.turn(first <= last and 0 or timeout or 0)
  deliver()
  return M.pending()
end

--- Turns until nothing is pending.
function M.run()
  while M.pending() > 0 do
    M.step(LONGEST)
  end
end

--- Turns until a call is done.
---@param call { done: boolean }
function M.wait(call)
  while not call.done do
    M.turn(LONGEST)
  end
end

return M
