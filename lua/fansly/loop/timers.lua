--- Who wants to be told that a time has come.
--
-- A binary heap, so that thousands of waits cost no more each than a few. Nothing is made while it is changed, so that no finalizer,
-- which may set timers, too, runs in the middle of that.

local M = {}

local heap = {} -- timers { at, number, watcher, place }, each before the two at twice its place
local size = 0
local made = 0 -- timers so far: of two for the same time the older one goes first

local function put(timer, place)
  heap[place], timer.place = timer, place
end

local function is_before(a, b)
  return a.at < b.at or a.at == b.at and a.number < b.number
end

local function rise(timer, place)
  local parent = (place - place % 2) / 2
  while parent >= 1 and is_before(timer, heap[parent]) do
    put(heap[parent], place)
    place, parent = parent, (parent - parent % 2) / 2
  end
  put(timer, place)
end

local function sink(timer, place)
  local child = 2 * place
  while child <= size do
    if child < size and is_before(heap[child + 1], heap[child]) then
      child = child + 1
    end
    if is_before(timer, heap[child]) then
      break
    end
    put(heap[child], place)
    place, child = child, 2 * child
  end
  put(timer, place)
end

local function take_out(timer)
  local place, last = timer.place, heap[size]
  heap[size], size = nil, size - 1
  timer.watcher.timer = false
  if last ~= timer then
    sink(last, place)
    rise(last, last.place)
  end
end

--- Sets the timer of a watcher, which gets it as its field `timer`. It has none at that time.
---@param at number on the module's clock
---@param watcher table
function M.add(at, watcher)
  made = made + 1
  local timer = { at = at, number = made, watcher = watcher, place = 0 }
  watcher.timer = timer
  heap[size + 1] = timer -- where memory is out, here
  size = size + 1
  rise(timer, size)
end

--- Forgets the timer of a watcher.
---@param watcher table
function M.forget(watcher)
  local timer = watcher.timer
  if timer and timer.place > 0 then
    take_out(timer)
  end
end

---@return integer
function M.count()
  return size
end

--- The time of the next one.
---@return number|nil at nil where there is none
function M.soonest()
  return heap[1] and heap[1].at
end

--- Takes out the next one that is due.
---@param now number
---@return table|nil watcher
function M.take_due(now)
  local timer = heap[1]
  if timer and timer.at <= now then
    take_out(timer)
    return timer.watcher
  end
end

return M
