--- Requests against a row of the endpoints, as strict as the API: what is not documented answers 400.
-- This is the server's side. It has less patience than the client has with its callers: a price is a number, a
-- user is an object, and a field with a default is there, since it is the client that fills it in.

local core = require("fansly.core")
local json = require("fansly.json")

local ID_PATTERN, ID_LENGTH = "^[%w_-]+$", 64
local LOWEST_PRICE, HIGHEST_PRICE = 1, 500

local check = {}
local fields

-- Names come from the request and go into the answer: only harmless ones do.
local function shown(name)
  name = tostring(name)
  return name:find("^[%w_.-]+$") and #name <= 64 and name or "?"
end

local function is_list(value)
  return type(value) == "table" and (next(value) == nil or value[1] ~= nil)
end

local function is_object(value)
  return type(value) == "table" and (next(value) == nil or type(next(value)) == "string")
end

local function text(param, value)
  if type(value) ~= "string" or value:find("\0", 1, true) then
    return "must be a string"
  elseif param.max_length and #value > param.max_length then
    return "is too long"
  end
end

local function items(param, list, where)
  local seen = {}
  for i, item in ipairs(list) do
    local place = ("%s[%d]"):format(where, i - 1)
    if not is_object(item) then
      return place .. " must be an object"
    end
    local problem = fields(param.item.params, item, place .. ".")
    if problem then
      return problem
    end
    local key = param.unique and item[param.unique]
    if key and seen[key] then
      return ("%s must not repeat a %s"):format(where, param.unique)
    end
    seen[key or 0] = true
  end
end

-- By type of a parameter: what is wrong with the value, or nil.
local wrong = {
  id = function(_, value)
    if type(value) ~= "string" or #value > ID_LENGTH or not value:find(ID_PATTERN) then
      return "must be an id"
    end
  end,
  string = text,
  cursor = text,
  boolean = function(_, value)
    return type(value) ~= "boolean" and "must be a boolean" or nil
  end,
  number = function(_, value)
    return type(value) ~= "number" and "must be a number" or nil
  end,
  integer = function(_, value)
    return (type(value) ~= "number" or value % 1 ~= 0) and "must be an integer" or nil
  end,
  price = function(_, value)
    if type(value) ~= "number" then
      return "must be a number"
    elseif not (value >= LOWEST_PRICE and value <= HIGHEST_PRICE) then
      return ("must be from %d to %d"):format(LOWEST_PRICE, HIGHEST_PRICE)
    elseif tonumber(("%.2f"):format(value)) ~= value then
      return "must have at most two decimals"
    end
  end,
  array = function(param, value)
    if not is_list(value) then
      return "must be an array"
    elseif #value < (param.min_items or 0) or #value > (param.max_items or math.huge) then
      return "has the wrong number of items"
    end
  end,
  object = function(_, value)
    return not is_object(value) and "must be an object" or nil
  end,
}

local function outside(enum, value)
  for _, allowed in ipairs(enum) do
    if allowed == value then
      return nil
    end
  end
  local names = {}
  for i, allowed in ipairs(enum) do
    names[i] = tostring(allowed)
  end
  return "must be one of: " .. table.concat(names, ", ")
end

local function value_problem(param, value, where)
  if value == json.null then
    return not param.nullable and where .. " must not be null" or nil
  end
  local problem = wrong[param.type](param, value) or (param.enum and outside(param.enum, value))
  if problem then
    return where .. " " .. problem
  end
  return param.type == "array" and param.item and items(param, value, where) or nil
end

local function missing_partner(param, values, prefix)
  for _, name in ipairs(param.needs or {}) do
    if values[name] == nil then
      return ("%s%s is required with %s"):format(prefix, name, param.name)
    end
  end
end

-- Of several the first by name, so that equal requests get equal answers.
local function stranger(known, values, prefix)
  local first
  for name in next, values do
    if not known[name] and (not first or name < first) then
      first = name
    end
  end
  return first and ("%s%s is not a known parameter"):format(prefix, shown(first))
end

--- What is wrong with the fields of an object, or nil.
function fields(params, values, prefix)
  local known = {}
  for _, param in ipairs(params) do
    known[param.name] = true
    local value, problem = values[param.name], nil
    if value ~= nil then
      problem = value_problem(param, value, prefix .. param.name) or missing_partner(param, values, prefix)
    elseif param.required or param.default ~= nil then
      problem = prefix .. param.name .. " is required"
    end
    if problem then
      return problem
    end
  end
  return stranger(known, values, prefix)
end

local function params_at(row, place)
  local list = {}
  for _, param in ipairs(row.params) do
    if param.at == place then
      list[#list + 1] = param
    end
  end
  return list
end

--- Decodes percent escapes; nil where they are broken or do not give UTF-8.
---@param encoded string
---@return string|nil
function check.unescape(encoded)
  if encoded:gsub("%%%x%x", ""):find("%", 1, true) then
    return nil
  end
  local decoded = encoded:gsub("%%(%x%x)", function(hex)
    return string.char(tonumber(hex, 16))
  end)
  return core.is_utf8(decoded) and decoded or nil
end

--- Reads the query of a target.
---@param row table
---@param encoded string what follows the `?`
---@return table|nil values
---@return string|nil problem
function check.query(row, encoded)
  local values = {}
  for pair in encoded:gmatch("[^&]+") do
    local name, value = pair:match("^([^=]*)=?(.*)$")
    name, value = check.unescape((name:gsub("%+", " "))), check.unescape((value:gsub("%+", " ")))
    if not name or not value then
      return nil, "query is not properly encoded"
    elseif values[name] ~= nil then
      return nil, shown(name) .. " is given twice"
    end
    values[name] = value
  end
  local params = params_at(row, "query")
  for _, param in ipairs(params) do
    local value = values[param.name]
    if param.type == "integer" and value and value:find("^%d+$") then
      values[param.name] = tonumber(value) -- a query is text
    end
  end
  local problem = fields(params, values, "")
  return not problem and values or nil, problem
end

local function is_json(headers)
  local media_type = (headers["content-type"] or ""):match("^%s*([^;%s]*)")
  return media_type:lower() == "application/json"
end

local function object_of(headers, body)
  if body == "" then
    return {}
  elseif not is_json(headers) or not core.is_utf8(body) or not body:find("^%s*{") then
    return nil
  end
  return json.decode(body)
end

--- Reads the body of a request.
---@param row table
---@param headers table<string, string>
---@param body string
---@return table|nil values
---@return string|nil problem
function check.body(row, headers, body)
  if row.method == "GET" then
    if is_json(headers) or body ~= "" then
      return nil, "GET takes neither a body nor a JSON Content-Type"
    end
    return {}
  end
  local values = object_of(headers, body)
  if not values then
    return nil, "body must be a JSON object"
  end
  local problem = fields(params_at(row, "body"), values, "")
  return not problem and values or nil, problem
end

return check
