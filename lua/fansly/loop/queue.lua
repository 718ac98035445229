--- What is to be called behind a turn, in order.
--
-- A linked list of entries: who makes one in time can queue it later where memory is out.

local pace = require("fansly.loop.pace")
local report = require("fansly.report")

local M = {}

local head, tail = false, false
local first, last = 1, 0 -- numbers of these two
local delivering = 0 -- deliveries within each other: one that runs something which waits starts the next

local ROOM = 16 -- calls within each other

--- An entry for a function.
---@param action function
---@return table entry
function M.entry(action)
  return { action = action, next = false, queued = false }
end

--- Puts an entry at the end; its function is called once, however often that is done. Makes nothing new.
---@param entry table
function M.add(entry)
  if entry.queued then
    return
  end
  entry.queued = true
  if head then
    tail.next = entry
  else
    head = entry
  end
  tail, last = entry, last + 1
end

---@return integer
function M.length()
  return last - first + 1
end

--- How many deliveries are running, within each other.
---@return integer
function M.depth()
  return delivering
end

--- Has Lua make room for calls within each other, so that what is called next finds it there.
function M.reach(depth)
  depth = depth or ROOM
  if depth > 0 then
    M.reach(depth - 1)
  end
  return depth
end

-- Each has left the queue when it runs, so that one that waits for something lets the others go on.
local function run_first()
  M.reach()
  local entry = head
  head, first = entry.next, first + 1
  tail = head and tail
  entry.action()
end

local function run_until(stop, last_of_all)
  delivering = delivering + 1
  while first <= last_of_all do
    local place = first
    local ok, problem = xpcall(run_first, report.traceback)
    if not ok and first == place then
      error(problem, 0) -- it did not begin, for want of memory
    elseif not ok then
      report.error(problem)
    end
    if not pace.has_time(stop) then
      break
    end
  end
end

--- Runs what is queued; what is queued meanwhile is left for the next time. Raises where memory is out: then some is queued still.
---@param stop? number time behind which no further one is begun; at least one is
function M.deliver(stop)
  local outer = delivering
  local ok, problem = pcall(run_until, stop, last)
  delivering = outer
  if not ok then
    error(problem, 0)
  end
end

return M
