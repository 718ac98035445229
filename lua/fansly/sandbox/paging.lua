--- Pages of lists. A cursor is the id of the last item of its page, whatever was added before it meanwhile.

local paging = {}

local function identity(item)
  return item.id
end

-- Where a page begins; nil for a cursor of nobody's.
local function start_of(list, cursor, id_of)
  if cursor == nil then
    return 1
  end
  for place, item in ipairs(list) do
    if id_of(item) == cursor then
      return place + 1
    end
  end
end

--- A page of a list.
---@param list table[]
---@param cursor string|nil
---@param size integer
---@param id_of? fun(item: table): string
---@return table[]|nil page nil when the cursor is not one of this list
---@return string|nil next_cursor
function paging.page(list, cursor, size, id_of)
  id_of = id_of or identity
  local start = start_of(list, cursor, id_of)
  if not start then
    return nil
  end
  local page = {}
  for place = start, math.min(#list, start + size - 1) do
    page[#page + 1] = list[place]
  end
  return page, start + #page <= #list and id_of(page[#page]) or nil
end

--- A part of a list by counting.
---@param list table[]
---@param offset integer|nil
---@param size integer
---@return table[]
function paging.part(list, offset, size)
  local part = {}
  for place = (offset or 0) + 1, math.min(#list, (offset or 0) + size) do
    part[#part + 1] = list[place]
  end
  return part
end

--- A list the other way round.
---@param list table[]
---@return table[]
function paging.reversed(list)
  local other = {}
  for place = #list, 1, -1 do
    other[#other + 1] = list[place]
  end
  return other
end

return paging
