--- Who wants to be told that a time has come.

local M = {}

-- Hosts have been seen to replace these.
local insert, remove = table.insert, table.remove

local timers = {} -- { at, watcher }, the next one first

---@param at number on the module's clock
---@param watcher table
function M.add(at, watcher)
  local timer = { at = at, watcher = watcher }
  local place = #timers + 1 -- found when nothing more is made: a finalizer may set timers, too
  while place > 1 and timers[place - 1].at > at do
    place = place - 1
  end
  insert(timers, place, timer)
end

--- Forgets the timers of a watcher.
---@param watcher table
function M.forget(watcher)
  for i = #timers, 1, -1 do
    if timers[i].watcher == watcher then
      remove(timers, i)
    end
  end
end

---@return integer
function M.count()
  return #timers
end

--- The time of the next one.
---@return number|nil at nil where there is none
function M.soonest()
  return timers[1] and timers[1].at
end

--- Takes out the next one that is due.
---@param now number
---@return table|nil watcher
function M.take_due(now)
  if timers[1] and timers[1].at <= now then
    return remove(timers, 1).watcher
  end
end

return M
