--- Requests under way: who waits for which, and the connections to the network.
--
-- A transport takes requests and hands back exchanges: `submit`, `step`, `next`, `read`, `cancel`. There is one for the
-- network, made when it is first needed, and any number of others, such as sandboxes. A watcher is told of its exchange
-- with `watcher:answered(exchange)`; where memory is out for that, with `watcher:break_off(problem)`, which makes nothing new.

local core = require("fansly.core")
local host = require("fansly.loop.host")

local M = {}

local nobody = {} -- an empty list
local network -- the engine
local alone = { false } -- the list of the engine, here already where memory is out
local ended = false -- whether the Lua state is closing, and has closed it
local unwanted = false -- whether the network is to be closed as soon as nothing is under way
local watchers = {} -- [transport] = { [id] = watcher }
local count = 0 -- watchers in all

-- --- telling ---

--- Calls a method of a watcher. One that fails half-way has not told its caller yet.
function M.tell(watcher, method, ...)
  local ok, problem = pcall(watcher[method], watcher, ...)
  if not ok then
    watcher:break_off(problem)
  end
end

-- The watcher of a request, which is nobody's from here on.
local function take(transport, id)
  local watching = watchers[transport] or nobody
  local watcher = watching[id]
  if watcher then
    watching[id] = nil
    count = count - 1
  end
  return watcher
end

-- --- the network ---

-- Whoever waits for the network is told that it will never answer; what becomes of the requests is not known here.
local function abandon(detail)
  local exchange = { outcome = "maybe_sent", fault = "closed", detail = detail }
  local orphans = watchers[network] or nobody
  watchers[network] = nil
  network, unwanted = nil, false
  for _, watcher in pairs(orphans) do
    count = count - 1
    M.tell(watcher, "answered", exchange)
  end
end

--- Whether the network can be used. A fork of the process has no part in its parent's connections. What is closed while it is
--- still held here was closed by the end of the Lua state.
---@return boolean
function M.usable()
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
  if M.usable() then
    return network
  elseif ended then
    return nil, "the Lua state is closing", "closed"
  end
  local kind, problem
  network, kind, problem = core.engine()
  return network, problem, kind
end

--- The network, if there is one already.
function M.open_network()
  return network
end

--- Nobody needs the connections to the network any more: they are closed in the next turn in which nothing is under way. The next
--- request opens new ones. May be called by a finalizer, at any moment.
function M.abandon_network()
  unwanted = network ~= nil
end

--- Closes the connections that nobody needs.
function M.tidy()
  if unwanted and not watchers[network] then
    host.release()
    network:close()
    network, unwanted = nil, false
    host.tell()
  end
end

-- --- watchers ---

--- How many there are.
---@return integer
function M.count()
  return count
end

--- Hands a request to a transport. Its watcher gets both for fields, `transport` and `id`.
---@return integer|nil id
---@return string|nil kind of the error
---@return string|nil message
---@return string|nil field
function M.submit(transport, request, watcher)
  local watching = watchers[transport] or {} -- made before, so that no finalizer runs between the two halves
  local id, kind, message, field = transport:submit(request)
  if id then
    watcher.transport, watcher.id = transport, id -- from here on it can be dropped, where memory is out for the rest
    watching = watchers[transport] or watching
    watchers[transport], watching[id] = watching, watcher
    count = count + 1
    host.tell()
  end
  return id, kind, message, field
end

--- Ends a request; its watcher still gets an exchange, in a later turn.
function M.cancel(transport, id)
  if transport == network and not M.usable() then
    return -- forked, which its watcher was told of, or closed with the Lua state
  end
  transport:cancel(id)
  host.tell()
end

--- Ends a request whose watcher is not to be told of it. Makes nothing new.
function M.drop(watcher)
  local transport, id = watcher.transport, watcher.id
  if id then
    take(transport, id)
    M.release(transport)
    if transport ~= network or M.usable() then
      pcall(transport.cancel, transport, id)
    end
  end
end

local function hand_over(transport, id)
  local watching = watchers[transport] or nobody
  local exchange = transport:read(id, watching[id] and watching[id].want)
  local watcher = take(transport, id) -- none if a finalizer that waited for something has read it meanwhile
  if watcher then
    watcher:answered(exchange)
  end
end

--- Reads an answer and tells its watcher. Reading may run a finalizer that makes or closes what it likes.
---@return boolean read false: memory did not suffice, and the answer may be the next one still
function M.read(transport, id)
  local watcher = (watchers[transport] or nobody)[id]
  local ok, problem = pcall(hand_over, transport, id)
  if not ok and watcher then
    take(transport, id)
    watcher:break_off(problem)
  end
  return ok
end

--- Forgets a transport that nothing is expected of any more.
function M.release(transport)
  local watching = watchers[transport]
  if watching and next(watching) == nil then
    watchers[transport] = nil
  end
end

--- The transports that something is expected of. A list of its own, as their turns may run finalizers, and these may make calls.
---@return table[]
function M.busy()
  local first = next(watchers)
  if first == nil then
    return nobody
  elseif first == network and next(watchers, first) == nil then
    alone[1] = network
    return alone
  end
  local busy = {}
  for transport in pairs(watchers) do
    busy[#busy + 1] = transport
  end
  return busy
end

--- Whether something is expected of the network.
---@return boolean
function M.network_is_busy()
  return network ~= nil and watchers[network] ~= nil
end

--- Whether something is expected of what needs no network.
---@return boolean
function M.others_are_busy()
  return count > 0 and (next(watchers) ~= network or next(watchers, network) ~= nil)
end

return M
