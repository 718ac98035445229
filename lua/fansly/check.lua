--- Arguments against a row: what a call takes, in the form in which it goes out.
--
-- A check answers the value to send, or nil, what is wrong, and the name of the field at fault.

local core = require("fansly.core")
local errors = require("fansly.error")
local json = require("fansly.json")
local ppv = require("fansly.ppv")
local secrets = require("fansly.secrets")
local suggest = require("fansly.suggest")

local M = {}

local CURSOR_MAX = 4096

local checks = {}

local function wrong_type(expected, value)
  return nil, ("has to be %s, not %s"):format(expected, value == json.null and "null" or "a " .. type(value))
end

function checks.id(value)
  if core.is_id(value) then
    return value
  elseif type(value) == "number" then
    return nil, "has to be a string: ids have more digits than a number keeps"
  elseif type(value) ~= "string" then
    return wrong_type("an id, as chat.groupId and chat.partnerAccountId are", value)
  elseif value == "" then
    return nil, "is empty"
  elseif #value > 64 then
    return nil, "is longer than 64 characters"
  end
  return nil, "is not an id: only letters, digits, _ and - are allowed"
end

local function clean_text(value)
  if value:find("\0", 1, true) then
    return nil, "contains a NUL byte"
  elseif not core.is_utf8(value) then
    return nil, "is not valid UTF-8"
  end
  return value
end

function checks.string(value, spec)
  if type(value) ~= "string" then
    return wrong_type("a string", value)
  elseif spec.max_length and #value > spec.max_length then
    return nil, ("is longer than %d bytes"):format(spec.max_length)
  end
  return clean_text(value)
end

function checks.number(value, spec)
  if type(value) ~= "number" then
    return wrong_type("a number", value)
  elseif value ~= value or value == math.huge or value == -math.huge then
    return nil, "is not a finite number"
  elseif spec.minimum and (value < spec.minimum or value > spec.maximum) then
    return nil, ("has to be %d to %d, not %s"):format(spec.minimum, spec.maximum, errors.shown(value))
  end
  return value
end

function checks.integer(value, spec)
  local number, problem = checks.number(value, spec)
  if number and number % 1 ~= 0 then
    return nil, "has to be a whole number"
  end
  return number, problem
end

function checks.boolean(value)
  if type(value) ~= "boolean" then
    return wrong_type("a boolean", value)
  end
  return value
end

-- The API takes its cursors back as texts; it has given them as numbers, too.
function checks.cursor(value)
  if type(value) == "number" and value % 1 == 0 and math.abs(value) < 1e15 then
    return ("%.0f"):format(value)
  elseif type(value) ~= "string" then
    return wrong_type("a string, as page.next_cursor gives it", value)
  elseif value == "" then
    return nil, "is empty; leave it out for the first page"
  elseif #value > CURSOR_MAX then
    return nil, ("is longer than %d bytes"):format(CURSOR_MAX)
  end
  return clean_text(value)
end

function checks.price(value)
  return ppv.price(value)
end

local function member(field, name)
  return type(name) == "number" and ("%s[%d]"):format(field, name) or ("%s.%s"):format(field, name)
end

local function check_size(length, spec)
  local least, most = spec.min_items or 0, spec.max_items or math.huge
  if length >= least and length <= most then
    return true
  elseif least == most then
    return nil, ("has to have exactly %d entries, not %d"):format(least, length)
  end
  return nil, ("has to have %d to %s entries, not %d"):format(least, tostring(most), length)
end

local function check_unique(items, spec, field)
  local seen = {}
  for i, item in ipairs(items) do
    local key = item[spec.unique]
    if seen[key] then
      return nil, ("is the same as in %s"):format(member(field, seen[key])), member(member(field, i), spec.unique)
    end
    seen[key] = i
  end
  return items
end

function checks.array(value, spec, field)
  local length = type(value) == "table" and json.list_length(value)
  if not length then
    return nil, type(value) == "table" and "has to be a list: keys 1..n without holes" or "has to be a list, not a " .. type(value)
  end
  local fits, problem = check_size(length, spec)
  if not fits then
    return nil, problem
  end
  local items = json.array()
  for i = 1, length do
    local item = rawget(value, i)
    if spec.item then
      local at
      item, problem, at = M.value(item, spec.item, member(field, i))
      if item == nil then
        return nil, problem, at or member(field, i)
      end
    end
    items[i] = item
  end
  if spec.unique then
    return check_unique(items, spec, field)
  end
  return items
end

function checks.object(value, spec, field)
  if spec.shorthand and type(value) ~= "table" then
    value = { [spec.shorthand] = value }
  elseif type(value) ~= "table" then
    return wrong_type("a table", value)
  elseif not spec.params then
    if json.is_array(value) or (json.list_length(value) or 0) > 0 then
      return nil, "has to be a table with names, not a list"
    end
    return value
  end
  local checked, problem, at = M.params(value, spec.params, nil, field)
  return checked, problem, at
end

local function one_of(value, enum)
  for _, allowed in ipairs(enum) do
    if value == allowed then
      return true
    end
  end
  return false
end

--- Checks one value.
---@param value any not nil
---@param spec table its parameter in the row
---@param field string its name, for problems inside it
---@return any checked nil when it is wrong
---@return string|nil problem
---@return string|nil at the field inside that is at fault
function M.value(value, spec, field)
  if spec.nullable and value == json.null then
    return value
  end
  local checked, problem, at = checks[spec.type](value, spec, field)
  if checked ~= nil and spec.enum and not one_of(checked, spec.enum) then
    local allowed = {}
    for i, choice in ipairs(spec.enum) do
      allowed[i] = tostring(choice)
    end
    return nil, ("has to be one of %s, not %s"):format(table.concat(allowed, ", "), errors.shown(value))
  end
  return checked, problem, at
end

local function names_of(specs)
  local names = {}
  for i, spec in ipairs(specs) do
    names[i] = spec.name
  end
  return names
end

local function find_unknown(given, specs)
  local known = {}
  for _, spec in ipairs(specs) do
    known[spec.name] = true
  end
  for name in next, given do
    if not known[name] then
      return name
    end
  end
end

local function check_company(checked, specs, prefix)
  for _, spec in ipairs(specs) do
    for _, other in ipairs(checked[spec.name] ~= nil and spec.needs or {}) do
      if checked[other] == nil then
        return nil, ("is missing: %s needs it"):format(spec.name), prefix .. other
      end
    end
  end
  return checked
end

--- What a method was called with: the callback, which stands last, and the arguments before it.
---@param most integer how many arguments there may be, besides the callback
---@param ... any
---@return table list
---@return function|nil callback
---@return fansly.Error|nil err
function M.arguments(most, ...)
  local list, count, callback = { ... }, select("#", ...), nil
  while count > 0 and list[count] == nil do
    count = count - 1 -- a wrapper hands on what it was not given
  end
  if type(list[count]) == "function" then
    list[count], callback = nil, list[count]
    count = count - 1
  end
  if count > most then
    return list, callback, errors.validation("arguments", ("are too many: at most %d, and a function"):format(most))
  end
  return list, callback
end

--- Checks a table of parameters.
---@param given table
---@param specs table[] the parameters of the row
---@param hint? fun(name: string): string|nil a better sentence for an unknown name
---@param inside? string name of the field that `given` is the value of
---@return table|nil checked by name, with defaults filled in
---@return string|nil problem
---@return string|nil field
function M.params(given, specs, hint, inside)
  local prefix = inside and inside .. "." or ""
  local unknown = find_unknown(given, specs)
  if unknown ~= nil then
    local sentence = hint and hint(unknown) or suggest.unknown(unknown, names_of(specs))
    return nil, sentence, prefix .. errors.name(unknown)
  end
  local checked = {}
  for _, spec in ipairs(specs) do
    local value = rawget(given, spec.name)
    if value ~= nil then
      local problem, at
      checked[spec.name], problem, at = M.value(value, spec, prefix .. spec.name)
      if problem then
        return nil, secrets.without(problem, spec, value), at or prefix .. spec.name
      end
    elseif spec.default ~= nil and spec.at ~= "query" then
      checked[spec.name] = spec.default
    elseif spec.required then
      return nil, "is missing", prefix .. spec.name
    end
  end
  return check_company(checked, specs, prefix)
end

return M
