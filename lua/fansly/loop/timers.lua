--- Who wants to be told that a time has come.
--
-- A binary heap, so that thousands of waits cost no more each than a few. Finalizers may set timers and forget them, too, and the collector
-- runs them where memory is asked for, in Lua 5.2 at any call, and in what LuaJIT has compiled wherever that is left. So nothing is made or
-- called while the heap is changed, and nothing here is compiled. At the call of `rise` one timer at most may be too far down, which others
-- that come and go meanwhile can do with.

local M = {}

local jit = rawget(_G, "jit")
if jit then
  jit.off(true, true)
end

local heap = {} -- timers { at, number, watcher, place }, each before the two at twice its place
local size = 0
local made = 0 -- timers so far: of two for the same time the older one goes first

-- Moves a timer up to where it belongs; nowhere, where it was taken out meanwhile.
local function rise(timer)
  local place = timer.place
  local parent = (place - place % 2) / 2
  local above = heap[parent]
  while above and (timer.at < above.at or timer.at == above.at and timer.number < above.number) do
    heap[place], above.place = above, place
    heap[parent], timer.place = timer, parent
    place, parent = parent, (parent - parent % 2) / 2
    above = heap[parent]
  end
end

-- Whether it was there still. The gap goes down to the end of the heap, where the last timer fills it.
local function take_out(timer)
  local place, last = timer.place, heap[size]
  if place == 0 then
    return false
  end
  timer.place, timer.watcher.timer = 0, false
  heap[size], size = nil, size - 1
  if last == timer then
    return true
  end
  local below, beside = heap[2 * place], heap[2 * place + 1]
  while below do
    if beside and (beside.at < below.at or beside.at == below.at and beside.number < below.number) then
      below = beside
    end
    local gap = below.place
    heap[place], below.place = below, place
    place, below, beside = gap, heap[2 * gap], heap[2 * gap + 1]
  end
  heap[place], last.place = last, place
  rise(last)
  return true
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
  timer.place = size
  rise(timer)
end

--- Forgets the timer of a watcher.
---@param watcher table
function M.forget(watcher)
  local timer = watcher.timer
  if timer then
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
    return take_out(timer) and timer.watcher or M.take_due(now)
  end
end

return M
