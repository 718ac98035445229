--- Lets a cqueues controller turn the calls, next to whatever else it runs.
--
--     local cq = require("cqueues").new()
--     require("fansly.loop.cqueues").attach(cq)
--     cq:wrap(function() local page, err = client.chats:list() ... end)      -- waits without blocking the others
--     cq:loop()
--
-- One coroutine of the controller waits for the engine's sockets, and is gone while nothing is pending, so that the loop can end.

local condition = require("cqueues.condition")
local cqueues = require("cqueues")

local loop = require("fansly.loop")

local M = {}

local controller
local waiting -- for the coroutine that turns: there is one, and it is told here that things have changed
local sockets = {} -- [socket] = { pollfd, events }
local engine

local function follow_changes()
  if engine ~= loop.open_network() then
    engine, sockets = loop.open_network(), {}
  end
  if not engine then
    return
  end
  for socket, events in engine.change, engine do
    -- cqueues keeps what it told the kernel of a socket by its number, which may be another's by now
    cqueues.cancel(socket)
    sockets[socket] = events ~= "" and { pollfd = socket, events = events } or nil
  end
end

local function act(ready)
  for _, object in ipairs(ready) do
    if engine and type(object) == "table" and sockets[object.pollfd] == object then
      engine:action(object.pollfd, object.events)
    end
  end
  if engine and engine:timer() == 0 then
    engine:action()
  end
end

local function turn_while_pending()
  while loop.pending() > 0 do
    follow_changes()
    local objects = { waiting }
    for _, object in pairs(sockets) do
      objects[#objects + 1] = object
    end
    objects[#objects + 1] = loop.next_turn()
    act({ cqueues.poll((table.unpack or unpack)(objects)) })
    loop.progress()
    loop.deliver()
  end
  follow_changes()
  waiting = nil
end

local function sync()
  if waiting then
    waiting:signal()
  elseif loop.pending() > 0 then
    waiting = condition.new()
    controller:wrap(turn_while_pending)
  end
end

-- In a coroutine of the controller a call lets the others go on.
local function await(awaited)
  if cqueues.running() ~= controller then
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
  loop.attach({ sync = sync, await = await })
end

--- Takes the turning back.
function M.detach()
  loop.attach(nil)
  controller = nil
end

return M
