--- A wait of some seconds, in which others go on.

local errors = require("fansly.error")
local loop = require("fansly.loop")
local task = require("fansly.task")

local Sleep = {}
Sleep.__index = Sleep

function Sleep:start(on_done)
  self.entry = on_done and loop.entry(on_done)
  loop.after(self.seconds, self)
end

function Sleep:due()
  self.done = true
  if self.entry then
    loop.enqueue(self.entry)
  end
end

function Sleep:break_off()
  loop.forget(self)
  self.short = true
  self:due()
end

function Sleep:cancel()
  loop.forget(self)
  self.done, self.cancelled = true, true
  return false
end

--- Waits some seconds.
---@param seconds number
---@return boolean|nil slept
---@return fansly.Error|nil err
return function(seconds)
  if type(seconds) ~= "number" or not (seconds >= 0 and seconds <= 1e9) then
    return nil, errors.validation("seconds", "has to be a number from 0 to 1e9, not " .. errors.shown(seconds))
  end
  local sleep = setmetatable({ seconds = seconds, done = false, short = false }, Sleep)
  task.await(sleep, true)
  if sleep.short then
    return nil, errors.memory
  end
  if sleep.cancelled then
    return nil, errors.new({ kind = "cancelled", message = "the task was cancelled" })
  end
  return true
end
