--- Lets libuv turn the calls: in Neovim, luvit, or any program that runs luv's loop.
--
--     require("fansly.loop.luv").attach()
--     client.chats:list({}, function(page, err) ... end)      -- no step() and no run()
--
-- One poll handle says that something has happened at a socket, and one timer handle that it is time; both exist only while something
-- is pending.
-- In Neovim callbacks and tasks are run by `vim.schedule`, so they may use the whole API of the editor.

local errors = require("fansly.error")
local loop = require("fansly.loop")

local M = {}

local WITHOUT_DESCRIPTOR = 0.01 -- seconds between turns where the system has nothing that libuv could wait for (Windows)

local host = {} -- what loop calls
local uv
local network -- whose descriptor the poll handle has
local poll
local timer
local scheduled = false -- a delivery is on its way

-- libuv's callbacks may not use the editor's API.
local function schedule(action)
  local vim = rawget(_G, "vim")
  if type(vim) == "table" and vim.schedule then
    vim.schedule(action)
  else
    action()
  end
end

local function deliver()
  scheduled = false
  loop.deliver()
end

local function turn()
  loop.progress()
  if loop.queued() and not scheduled then
    scheduled = true
    schedule(deliver)
  end
  host.sync()
end

local function close(handle)
  if handle then
    handle:stop()
    handle:close()
  end
end

--- Lets go of the network's descriptor.
function host.release()
  close(poll)
  poll, network = nil, nil
end

local function close_all()
  host.release()
  close(timer)
  timer = nil
end

local function set_poll()
  if network ~= loop.open_network() then
    host.release()
    network = loop.open_network()
  end
  local descriptor = network and not poll and network:descriptor()
  if descriptor then
    poll = assert(uv.new_poll(descriptor))
    poll:start("r", turn)
  end
end

local function set_timer()
  local seconds = loop.next_turn()
  if loop.queued() and not scheduled then
    seconds = 0
  elseif network and not poll then
    seconds = math.min(seconds or math.huge, WITHOUT_DESCRIPTOR)
  end
  timer = timer or uv.new_timer()
  if seconds then
    -- never at once: timers of others that are due go first
    timer:start(math.max(1, math.ceil(seconds * 1000)), 0, turn)
  else
    timer:stop()
  end
end

-- Makes libuv wait for what the engine waits for, and for nothing once nothing is pending.
function host.sync()
  if loop.host() ~= host then
    return -- a delivery that was on its way when libuv was detached
  end
  if loop.pending() == 0 then
    return close_all()
  end
  set_poll()
  set_timer()
end

local function is_luv(value)
  return type(value) == "table" and value.new_poll ~= nil and value.new_timer ~= nil
end

--- Hands the turning over to libuv. Raises for what is no luv: that is a mistake in the program.
---@param luv? table `vim.uv`, `vim.loop` or `require "luv"` when left out
function M.attach(luv)
  if luv ~= nil and not is_luv(luv) then
    error(("fansly.loop.luv.attach: luv has to be vim.uv, vim.loop or require('luv'), not %s"):format(errors.shown(luv)), 2)
  end
  local vim = rawget(_G, "vim")
  uv = luv or (type(vim) == "table" and (vim.uv or vim.loop)) or require("luv")
  loop.attach(host)
end

--- Takes the turning back, and closes every handle.
function M.detach()
  if loop.host() == host then
    loop.attach(nil)
    close_all()
  end
end

--- How many handles libuv has for the calls: none while nothing is pending.
---@return integer
function M.handles()
  return (timer and 1 or 0) + (poll and 1 or 0)
end

return M
