--- "Did you mean": the known name nearest to an unknown one.

local M = {}

-- Levenshtein's distance, ignoring case, with one row of its table at a time.
local function distance(a, b)
  a, b = a:lower(), b:lower()
  local row = {}
  for j = 0, #b do
    row[j] = j
  end
  for i = 1, #a do
    local diagonal = row[0]
    row[0] = i
    for j = 1, #b do
      local substitute = diagonal + (a:byte(i) == b:byte(j) and 0 or 1)
      diagonal = row[j]
      row[j] = math.min(row[j] + 1, row[j - 1] + 1, substitute)
    end
  end
  return row[#b]
end

---@param name any what was given
---@param known string[] what there is
---@return string|nil nearest nil when nothing is near
function M.nearest(name, known)
  if type(name) ~= "string" or #name > 64 then
    return nil
  end
  local best, least = nil, math.max(2, math.floor(#name / 3)) + 1
  for _, candidate in ipairs(known) do
    local d = distance(name, candidate)
    if d < least then
      best, least = candidate, d
    end
  end
  return best
end

--- A sentence for an unknown name.
---@param name any
---@param known string[]
---@param where? string what holds them all, in place of a long list
---@return string
function M.unknown(name, known, where)
  local nearest = M.nearest(name, known)
  if nearest then
    return ("is unknown; did you mean %s?"):format(nearest)
  elseif where then
    return ("is unknown; %s has all there are"):format(where)
  end
  return ("is unknown; there are: %s"):format(#known > 0 and table.concat(known, ", ") or "none")
end

--- A sentence for an operationId that no row has.
---@param id any
---@param rows table[] all there are
---@param where string what tells of them all
---@return string
function M.operation(id, rows, where)
  local ids = {}
  for i, row in ipairs(rows) do
    ids[i] = row.id
  end
  return M.unknown(id, ids, where)
end

return M
