--- Lets libuv turn the calls: in Neovim, luvit, or any program that runs luv's loop.
--
--     require("fansly.loop.luv").attach()
--     client.chats:list({}, function(page, err) ... end)      -- no step() and no run()
--
-- Poll handles say that sockets are ready and one timer handle does the turns; all of them exist only while something is pending.
-- In Neovim callbacks and tasks are run by `vim.schedule`, so they may use the whole API of the editor.

local loop = require("fansly.loop")

local M = {}

local host = {} -- what loop calls
local uv
local polls = {} -- [socket] = poll handle
local network -- whose sockets these are
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

-- All sockets that are ready in one round of libuv's loop share one turn.
local function turn_soon()
  timer:start(0, 0, turn)
end

local function close(handle)
  if handle then
    handle:stop()
    handle:close()
  end
end

local function close_all()
  for socket, poll in pairs(polls) do
    close(poll)
    polls[socket] = nil
  end
  close(timer)
  timer = nil
end

-- A socket that is gone may have left its number to another, which needs a handle of its own. Only the last change of each counts:
-- one that came and went has no number by now.
local function follow_changes()
  local wanted = {}
  for socket, events in network.change, network do
    wanted[socket] = events
    if events == "" then
      close(polls[socket])
      polls[socket] = nil
    end
  end
  for socket, events in pairs(wanted) do
    if events ~= "" then
      polls[socket] = polls[socket] or assert(uv.new_socket_poll(socket))
      polls[socket]:start(events, turn_soon)
    end
  end
end

local function set_timer()
  local seconds = loop.next_turn()
  if loop.queued() and not scheduled then
    seconds = 0
  end
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
  if network ~= loop.open_network() then
    close_all()
    network = loop.open_network()
  end
  if network then
    follow_changes()
  end
  if loop.pending() == 0 then
    return close_all()
  end
  timer = timer or uv.new_timer()
  set_timer()
end

--- Hands the turning over to libuv.
---@param luv? table `vim.uv`, `vim.loop` or `require "luv"` when left out
function M.attach(luv)
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
  local count = timer and 1 or 0
  for _ in pairs(polls) do
    count = count + 1
  end
  return count
end

return M
