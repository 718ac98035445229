--- Lets a cqueues controller turn the calls, next to whatever else it runs.
--
--     local cq = require("cqueues").new()
--     require("fansly.loop.cqueues").attach(cq)
--     cq:wrap(function() local page, err = client.chats:list() ... end)      -- waits without blocking the others
--     cq:loop()
--
-- One coroutine of the controller waits for the engine's descriptor, and is gone while nothing is pending, so that the loop can end.
-- It also runs callbacks; a call without a callback inside one of them blocks, as everywhere.

local condition = require("cqueues.condition")
local cqueues = require("cqueues")

local errors = require("fansly.error")
local loop = require("fansly.loop")

local M = {}

local host = {} -- what loop calls
local controller
local network -- whose descriptor is polled
local polled -- { pollfd, events }, what cqueues polls
local changed = condition.new() -- there is something else to wait for
local waiting -- the coroutine that turns: the controller it belongs to
local turning = false -- it is at work, rather than waiting

--- Lets go of the network's descriptor.
function host.release()
  if polled then
    cqueues.cancel(polled.pollfd)
  end
  polled, network = nil, nil
end

-- Waits until there is something to do.
local function wait()
  local seconds = loop.queued() and 0 or loop.next_turn()
  if polled then
    cqueues.poll(changed, polled, seconds)
  else
    cqueues.poll(changed, seconds)
  end
end

local function turn()
  loop.progress()
  loop.deliver()
end

local function turn_while_pending(own)
  while own == controller and loop.pending() > 0 do
    wait()
    if own == controller then
      turning = true
      local ok, problem = pcall(turn)
      turning = false
      if not ok then
        waiting = nil -- the next thing that is to come starts another coroutine
        error(problem, 0)
      end
    end
  end
  if waiting == own then
    waiting = nil
  end
end

-- Makes the controller wait for what the engine waits for, and for nothing once nothing is pending.
function host.sync()
  if network ~= loop.open_network() then
    host.release()
    network = loop.open_network()
    polled = network and { pollfd = network:descriptor(), events = "r" }
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

--- Hands the turning over to a controller. Raises for what is none: that is a mistake in the program.
---@param cq table a controller, `cqueues.new()`
function M.attach(cq)
  if cqueues.type(cq) ~= "controller" then
    error(("fansly.loop.cqueues.attach: cq has to be a controller, as cqueues.new() makes one, not %s"):format(errors.shown(cq)), 2)
  end
  controller = cq
  loop.attach(host)
end

--- Takes the turning back.
function M.detach()
  if loop.host() == host then
    loop.attach(nil)
    host.release()
    controller = nil
    changed:signal()
  end
end

return M
