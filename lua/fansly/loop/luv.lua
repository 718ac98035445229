--- Lets libuv turn the calls: in Neovim, luvit, or any program that runs luv's loop.
--
--     require("fansly.loop.luv").attach()
--     client.chats:list({}, function(page, err) ... end)      -- no step() and no run()
--
-- Sockets are watched by poll handles and waits by one timer handle, all of which exist only while something is pending. In Neovim
-- everything is delivered through `vim.schedule`, so callbacks and tasks may use the whole API of the editor.

local loop = require("fansly.loop")

local M = {}

local uv
local polls = {} -- [socket] = poll handle
local engine -- whose sockets these are
local timer
local scheduled = false -- a delivery is on its way
local sync

-- vim.schedule where there is one: libuv's callbacks may not use the editor's API.
local function schedule(action)
  local vim = rawget(_G, "vim")
  if type(vim) == "table" and vim.schedule then
    return vim.schedule(action)
  end
  action()
end

local function deliver_soon()
  if scheduled then
    return
  end
  scheduled = true
  schedule(function()
    scheduled = false
    loop.deliver()
    sync()
  end)
end

-- Reads what has come, and lets the caller's functions run where they may.
local function progress()
  loop.progress()
  deliver_soon()
end

local function on_poll(socket)
  return function(problem, events)
    if engine and polls[socket] then
      engine:action(socket, problem and "e" or events)
      progress()
    end
  end
end

local function on_timer()
  if engine and engine:timer() == 0 then
    engine:action()
  end
  progress()
end

local function close(handle)
  if not handle:is_closing() then
    handle:stop()
    handle:close()
  end
end

local function drop_polls()
  for socket, poll in pairs(polls) do
    close(poll)
    polls[socket] = nil
  end
end

-- The socket may be closed already, and its number may be another's: the handle of the old one goes first.
local function follow_changes()
  for socket, events in engine.change, engine do
    if events == "" and polls[socket] then
      close(polls[socket])
      polls[socket] = nil
    elseif events ~= "" then
      polls[socket] = polls[socket] or uv.new_poll(socket)
      polls[socket]:start(events, on_poll(socket))
    end
  end
end

local function set_timer(seconds)
  if not seconds then
    return timer and timer:stop()
  end
  timer = timer or uv.new_timer()
  timer:start(math.ceil(seconds * 1000), 0, on_timer)
end

local function drop_timer()
  if timer then
    close(timer)
    timer = nil
  end
end

-- Makes libuv wait for what the engine waits for, and for nothing once nothing is pending.
function sync()
  if engine ~= loop.open_network() then
    drop_polls()
    engine = loop.open_network()
  end
  if engine then
    follow_changes()
  end
  if loop.pending() > 0 then
    set_timer(loop.next_turn())
  else
    drop_timer()
    drop_polls()
  end
end

--- Hands the turning over to libuv.
---@param luv? table `vim.uv`, `vim.loop` or `require "luv"` when left out
function M.attach(luv)
  local vim = rawget(_G, "vim")
  uv = luv or (type(vim) == "table" and (vim.uv or vim.loop)) or require("luv")
  loop.attach({ sync = sync })
end

--- Takes the turning back, and closes every handle.
function M.detach()
  loop.attach(nil)
  drop_timer()
  drop_polls()
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
