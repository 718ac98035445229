--- How far a file has come: tells `on_progress` of a call, some times a second, and once more when the file is through.
--
-- Looked at by a timer of the loop's, told behind its turn: nothing of the caller's runs while bytes are moved.

local loop = require("fansly.loop")

local M = {}

local INTERVAL = 0.1 -- seconds

local Follower = {}
Follower.__index = Follower

local function tell(self, done, total)
  loop.later(function()
    self.listener(done, total, self.stage)
  end)
end

-- The loop's timer.
function Follower:due()
  local call = self.call
  if call.done then
    return -- by a finalizer, while the timer was set
  end
  local done, total
  if call.id and call.transport.progress then -- not between two attempts
    done, total = call.transport:progress(call.id)
  end
  if done and done ~= self.told then
    self.told = done
    tell(self, done, total)
  end
  loop.after(INTERVAL, self)
end

--- A call begins: follows it where it moves a file, and somebody wants to know.
---@param call table
function M.follow(call)
  local request, listener = call.request, call.config.on_progress
  if listener and (request.upload or request.save) then
    call.follower = setmetatable({ call = call, listener = listener, stage = request.upload and "upload" or "download" }, Follower)
    loop.after(INTERVAL, call.follower)
  end
end

--- A file is through.
---@param call table
---@param value any what the call answers
function M.last(call, value)
  local follower = call.follower
  local size = follower and (call.request.upload and call.request.upload.size or value.bytes)
  if size and size ~= follower.told then
    tell(follower, size, size)
  end
end

--- A call has ended.
---@param call table
function M.stop(call)
  if call.follower then
    loop.forget(call.follower)
  end
end

return M
