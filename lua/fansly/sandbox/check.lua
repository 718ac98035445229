--- Requests against a row of the endpoints, as strict as the API: what is not documented answers 400.
-- This is the server's side. It has less patience than the client has with its callers: a price is a number, a
-- user is an object, and a field with a default is there, since it is the client that fills it in.

local core = require("fansly.core")
local json = require("fansly.json")
local link = require("fansly.file").link
local multipart = require("fansly.sandbox.multipart")
local rules = require("fansly.rules")

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

local value_problem

local function items(param, list, where)
  local seen = {}
  for i, item in ipairs(list) do
    local problem = value_problem(param.item, item, ("%s[%d]"):format(where, i - 1))
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

local function number(param, value)
  if type(value) ~= "number" then
    return "must be a number"
  elseif value < (param.minimum or -math.huge) or value > (param.maximum or math.huge) then
    return "is out of range"
  end
end

local function integer(param, value)
  return (type(value) ~= "number" or value % 1 ~= 0) and "must be an integer" or number(param, value)
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
  ids = text,
  boolean = function(_, value)
    return type(value) ~= "boolean" and "must be a boolean" or nil
  end,
  number = number,
  integer = integer,
  offset = integer,
  milliseconds = integer,
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
  file = function(_, value)
    return not value.filename and "must be a file" or nil
  end,
  cdn_url = function(_, value)
    return (type(value) ~= "string" or link(value) ~= value) and "must be a link to fansly.com" or nil
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

local composite = { array = true, object = true }

-- Where no form fits, the problem with the first that could have been meant.
local function form_problem(forms, value, where)
  local first
  for _, form in ipairs(forms) do
    local problem = value_problem(form, value, where)
    if not problem then
      return nil
    elseif (type(value) == "table") == (composite[form.type] or false) then
      first = first or problem
    end
  end
  return first or where .. " has the wrong type"
end

function value_problem(param, value, where)
  if value == json.null then
    return not param.nullable and where .. " must not be null" or nil
  elseif param.either then
    return form_problem(param.either, value, where)
  end
  local problem = wrong[param.type](param, value) or (param.enum and outside(param.enum, value))
  if problem then
    return where .. " " .. problem
  elseif param.type == "array" and param.item then
    return items(param, value, where)
  elseif param.type == "object" and param.params then
    return fields(param, value, where .. ".")
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

-- What is wrong with the fields of an object, or nil.
function fields(owner, values, prefix)
  local known = {}
  for _, param in ipairs(owner.params) do
    known[param.name] = true
    local value, problem = values[param.name], nil
    if value ~= nil then
      problem = value_problem(param, value, prefix .. param.name)
    elseif param.required or param.default ~= nil then
      problem = prefix .. param.name .. " is required"
    end
    if problem then
      return problem
    end
  end
  local field, problem = rules.broken(owner.rules, values)
  if field then
    return ("%s%s %s"):format(prefix, field, problem)
  end
  return not owner.open and stranger(known, values, prefix) or nil
end

-- What the client keeps to itself, such as `send_now`, is no matter of the server.
local function asks_for_client(rule, kept)
  for _, condition in ipairs(rule.any or { rule.when }) do
    if kept[condition:match("^[^=]+")] then
      return true
    end
  end
  return false
end

-- The part of a row that is at one place; its rules are about the body, or else about the query.
local function part_of(row, place)
  local part, kept = { params = {}, rules = {} }, {}
  local home = row.method == "GET" and "query" or "body"
  for _, param in ipairs(row.params) do
    if param.at == place then
      part.params[#part.params + 1] = param
    elseif param.at == "none" then
      kept[param.name] = true
    end
  end
  for _, rule in ipairs(place == home and row.rules or {}) do
    if not asks_for_client(rule, kept) then
      part.rules[#part.rules + 1] = rule
    end
  end
  return part
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
  local part = part_of(row, "query")
  for _, param in ipairs(part.params) do
    local value = values[param.name]
    if (wrong[param.type] == integer) and value and value:find("^%d+$") then
      values[param.name] = tonumber(value) -- a query is text
    end
  end
  local problem = fields(part, values, "")
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

-- The fields of a form.
local function read_form(part_of_row, headers, body)
  local parts, problem = multipart.parse(headers["content-type"], body)
  local values = {}
  for _, part in ipairs(parts or {}) do
    values[part.name or ""] = part
  end
  problem = problem or fields(part_of_row, values, "")
  return not problem and values or nil, problem
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
  if row.body == "multipart" then
    return read_form(part_of(row, "file"), headers, body)
  end
  local values = object_of(headers, body)
  if not values then
    return nil, "body must be a JSON object"
  end
  local problem = fields(part_of(row, "body"), values, "")
  return not problem and values or nil, problem
end

return check
