--- From the method and the path of a request to the row that serves it.

local check = require("fansly.sandbox.check")
local endpoints = require("fansly.endpoints")

local BASE = "/api/fansly"

local routes = { base = BASE }

local function segments(path)
  local list = {}
  for segment in path:gmatch("/([^/]*)") do
    list[#list + 1] = segment
  end
  return list
end

local all = {}
for i, row in ipairs(endpoints.rows) do
  all[i] = { row = row, segments = segments(row.path), place = i }
end

-- `/posts/walls` before `/posts/{post_id}`: a path is looked for among the names first.
local function comes_first(a, b)
  for i = 1, math.min(#a.segments, #b.segments) do
    local name_a, name_b = a.segments[i]:find("^{"), b.segments[i]:find("^{")
    if name_a ~= name_b then
      return name_b ~= nil
    end
  end
  return a.place < b.place
end
table.sort(all, comes_first)

-- The path parameters of a path that fits a route, or nil.
local function fit(route, path)
  if #path ~= #route.segments then
    return nil
  end
  local params = {}
  for i, wanted in ipairs(route.segments) do
    local name = wanted:match("^{(.*)}$")
    local value = name and check.unescape(path[i])
    if name and value and value ~= "" then
      params[name] = value
    elseif name or wanted ~= path[i] then
      return nil
    end
  end
  return params
end

--- The row that serves a request, and its path parameters; else the methods that the path knows, none for an unknown one.
---@param method string
---@param path string
---@return table|nil row
---@return table params_or_methods
function routes.find(method, path)
  local allowed = {}
  local parts = path:sub(1, #BASE + 1) == BASE .. "/" and segments(path:sub(#BASE + 1)) or {}
  for _, route in ipairs(all) do
    local params = fit(route, parts)
    if params and route.row.method == method then
      return route.row, params
    elseif params then
      allowed[#allowed + 1] = route.row.method
    end
  end
  return nil, allowed
end

return routes
