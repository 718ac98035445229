--- What is going to happen in an account, and when. The sandbox's clock brings it about.
--
-- The entries are a heap in the account's state, the soonest on top. What became of its matter meanwhile is for the entry's own
-- function to find out (fansly.sandbox.due): nothing is ever taken off the agenda.

local agenda = {}

local function sooner(a, b)
  return a.at < b.at or (a.at == b.at and a.place < b.place)
end

local function rise(heap, i)
  local parent = math.floor(i / 2)
  while i > 1 and sooner(heap[i], heap[parent]) do
    heap[i], heap[parent] = heap[parent], heap[i]
    i, parent = parent, math.floor(parent / 2)
  end
end

local function sink(heap)
  local i = 1
  while true do
    local least = i
    for child = 2 * i, 2 * i + 1 do
      if heap[child] and sooner(heap[child], heap[least]) then
        least = child
      end
    end
    if least == i then
      return
    end
    heap[i], heap[least] = heap[least], heap[i]
    i = least
  end
end

--- Puts something on the agenda.
---@param account table
---@param at number seconds
---@param what string the name of a function in fansly.sandbox.due
---@param matter table what it is about: plain data
function agenda.add(account, at, what, matter)
  local state = account.state
  state.sequence = state.sequence + 1
  local heap = state.agenda
  heap[#heap + 1] = { at = at, place = state.sequence, what = what, matter = matter }
  rise(heap, #heap)
end

--- The next entry whose time has come, which leaves the agenda with it.
---@param account table
---@param now number seconds
---@return table|nil entry
function agenda.next(account, now)
  local heap = account.state.agenda
  local first = heap[1]
  if not first or first.at > now then
    return nil
  end
  heap[1] = heap[#heap]
  heap[#heap] = nil
  sink(heap)
  return first
end

return agenda
