--- Lets a cqueues controller turn the calls, next to whatever else it runs.
--
--     local cq = require("cqueues").new()
--     require("fansly.loop.cqueues").attach(cq)
--     cq:wrap(function() local page, err = client.chats:list() ... end)      -- waits without blocking the others
--     cq:loop()
--
-- One coroutine of the controller waits for the engine's sockets, and is gone while nothing is pending, so that the loop can end.
-- It also runs callbacks; a call without a callback inside one of them blocks, as everywhere.

local condition = require("cqueues.condition")
local cqueues = require("cqueues")
local socket = require("cqueues.socket")

local loop = require("fansly.loop")

local M = {}

local unpack = table.unpack or unpack

local host = {} -- what loop calls
local controller
local network -- whose sockets these are
local sockets = {} -- [socket] = { pollfd, events, double }, of which the first two are what cqueues polls
local changed = condition.new() -- there is something else to wait for
local waiting -- the coroutine that turns: the controller it belongs to
local turning = false -- it is at work, rather than waiting

local function forget(number)
  local entry = sockets[number]
  if entry then
    sockets[number] = nil
    entry.double:close() -- which has cqueues let go of it
  end
end

local function forget_all()
  for number in pairs(sockets) do
    forget(number)
  end
end

-- cqueues has to let go of a descriptor before it is closed, and libcurl closes its own without asking; so cqueues gets doubles.
-- Only the last change of each counts: a socket that came and went has no number by now.
local function follow_changes()
  local wanted = {}
  for number, events in network.change, network do
    wanted[number] = events
    if events == "" then
      forget(number)
    end
  end
  for number, events in pairs(wanted) do
    if events ~= "" then
      local double = sockets[number] and sockets[number].double or assert(socket.dup(number))
      sockets[number] = { pollfd = double:pollfd(), events = events, double = double }
    end
  end
end

-- Waits until there is something to do.
local function wait()
  local objects = { changed }
  for _, entry in pairs(sockets) do
    objects[#objects + 1] = entry
  end
  objects[#objects + 1] = loop.queued() and 0 or loop.next_turn()
  cqueues.poll(unpack(objects))
end

local function turn_while_pending(own)
  while own == controller and loop.pending() > 0 do
    wait()
    if own == controller then
      turning = true
      loop.progress()
      loop.deliver()
      turning = false
    end
  end
  if waiting == own then
    waiting = nil
  end
end

-- Makes the controller wait for what the engine waits for, and for nothing once nothing is pending.
function host.sync()
  if network ~= loop.open_network() then
    forget_all()
    network = loop.open_network()
  end
  if network then
    follow_changes()
  end
  if waiting == controller then
    changed:signal()
  elseif loop.pending() > 0 then
    waiting = controller
    controller:wrap(turn_while_pending, controller)
  end
end

-- In a coroutine of the controller a call lets the others go on.
function host.await(awaited)
  if turning or cqueues.running() ~= controller then
    return false
  end
  local done = condition.new()
  awaited:start(function()
    done:signal()
  end)
  while not awaited.done do
    done:wait()
  end
  return true
end

--- Hands the turning over to a controller.
---@param cq table a controller, `cqueues.new()`
function M.attach(cq)
  controller = cq
  loop.attach(host)
end

--- Takes the turning back.
function M.detach()
  if loop.host() == host then
    loop.attach(nil)
    forget_all()
    controller = nil
    changed:signal()
  end
end

return M
