--- Arguments against a row: what a call takes, in the form in which it goes out.
--
-- A check answers the value to send, or nil, what is wrong, and the name of the field at fault.

local errors = require("fansly.error")
local json = require("fansly.json")
local load_part = require("fansly.load").part
local scalars = require("fansly.scalars")
local secrets = require("fansly.secrets")
local suggest = require("fansly.suggest")

local M = {}

local checks = setmetatable({}, { __index = scalars })

local function member(field, name)
  return type(name) == "number" and ("%s[%d]"):format(field, name) or ("%s.%s"):format(field, name)
end

local function check_size(length, spec)
  local least, most = spec.min_items or 0, spec.max_items or math.huge
  if length >= least and length <= most then
    return true
  elseif least == most then
    return nil, ("has to have exactly %d entries, not %d"):format(least, length)
  elseif length < least then
    return nil, ("has to have at least %d, not %d entries"):format(least, length)
  end
  return nil, ("has to have at most %d, not %d entries"):format(most, length)
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

local id_list = { type = "array", min_items = 1, item = { type = "id" } }

-- A list, or a text with commas; goes out with commas.
function checks.ids(value, _, field)
  if type(value) == "string" then
    local list = {}
    for id in (value .. ","):gmatch("([^,]*),") do
      list[#list + 1] = id
    end
    value = list
  elseif type(value) ~= "table" then
    return scalars.wrong_type("a list of ids", value)
  end
  local items, problem, at = checks.array(value, id_list, field)
  return items and table.concat(items, ","), problem, at
end

function checks.object(value, spec, field)
  if spec.shorthand and type(value) ~= "table" then
    value = { [spec.shorthand] = value }
  elseif type(value) ~= "table" then
    return scalars.wrong_type("a table", value)
  end
  local takes_any_name = not spec.params or spec.open
  if takes_any_name and (json.is_array(value) or (json.list_length(value) or 0) > 0) then
    return nil, "has to be a table with names, not a list"
  elseif not spec.params then
    return value
  end
  return M.fields(value, spec, field)
end

--- Loads what the checks of a row need, so that no call has to.
---@param owner { params: table[]|nil, rules: table[]|nil, type: string|nil } a row, or one of its parameters
function M.prepare(owner)
  scalars.prepare(owner.type)
  if owner.rules then
    load_part("fansly.rules")
  end
  for _, list in ipairs({ owner.params or {}, owner.either or {}, { owner.item } }) do
    for _, spec in ipairs(list) do
      M.prepare(spec)
    end
  end
end

local function one_of(value, enum)
  for _, allowed in ipairs(enum) do
    if value == allowed then
      return true
    end
  end
  return false
end

local function allowed_by(spec, value)
  local allowed = {}
  for i, choice in ipairs(spec.enum) do
    allowed[i] = tostring(choice)
  end
  return ("has to be one of %s, not %s"):format(table.concat(allowed, ", "), errors.shown(value))
end

local lua_types = { number = "number", integer = "number", milliseconds = "number", boolean = "boolean", array = "table", object = "table" }

-- The form that a value is meant to have, by its Lua type; what fits none is refused by the first.
local function form_of(value, spec)
  if not spec.either then
    return spec
  end
  for _, form in ipairs(spec.either) do
    if type(value) == (lua_types[form.type] or "string") then
      return form
    end
  end
  return spec.either[1]
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
  local form = form_of(value, spec)
  local checked, problem, at = checks[form.type](value, form, field)
  if form.enum and (problem and type(value) ~= "string" or checked ~= nil and not one_of(checked, form.enum)) then
    return nil, allowed_by(form, value)
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

local sets = setmetatable({}, { __mode = "k" }) -- [parameters] = the set of their names

local function set_of(specs)
  local set = sets[specs]
  if not set then
    set = {}
    for _, spec in ipairs(specs) do
      set[spec.name] = true
    end
    sets[specs] = set
  end
  return set
end

local function find_unknown(given, specs)
  local known = set_of(specs)
  for name in next, given do
    if not known[name] then
      return name
    end
  end
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

local function contains(list, value)
  for _, entry in ipairs(list) do
    if rawequal(entry, value) then
      return true
    end
  end
end

--- Checks that options are a table, and that it has none but those that are known. Makes nothing new for good ones: frames call it.
---@param options any nil is none
---@param known string[]
---@return fansly.Error|nil err
function M.options(options, known)
  if options ~= nil and type(options) ~= "table" then
    return errors.validation("options", "have to be a table, not " .. errors.shown(options))
  end
  local name = options and next(options)
  while name ~= nil do
    if not contains(known, name) then
      return errors.validation(name, suggest.unknown(name, known))
    end
    name = next(options, name)
  end
end

-- The fields that an object has besides those that are known.
local function further_fields(given, specs)
  local known, further = set_of(specs), {}
  for name, value in next, given do
    if not known[name] then
      further[name] = value
    end
  end
  return further
end

--- Checks a table of parameters.
---@param given table
---@param owner { params: table[], open: boolean|nil } open: further fields are taken as they are
---@param inside? string name of the field that `given` is the value of
---@param hint? fun(name: string, owner: table): string|nil a better sentence for an unknown name
---@param by_client? table values of the parameters that the client has one for
---@return table|nil checked by name, with defaults filled in
---@return string|nil problem
---@return string|nil field
function M.params(given, owner, inside, hint, by_client)
  local prefix, specs = inside and inside .. "." or "", owner.params
  local unknown
  if not owner.open then
    unknown = find_unknown(given, specs)
  end
  if unknown ~= nil then
    local sentence = hint and hint(unknown, owner) or suggest.unknown(unknown, names_of(specs))
    return nil, sentence, prefix .. errors.name(unknown)
  end
  local checked = owner.open and further_fields(given, specs) or {}
  for _, spec in ipairs(specs) do
    local name = spec.name
    local value = rawget(given, name)
    if value ~= nil then
      local problem, at
      checked[name], problem, at = M.value(value, spec, prefix .. name)
      if problem then
        return nil, secrets.without(problem, spec, value), at or prefix .. name
      end
    elseif spec.default ~= nil then
      checked[name] = spec.default
    elseif spec.from_client and by_client and by_client[name] then
      checked[name] = by_client[name]
    elseif spec.required then
      return nil, "is missing", prefix .. name
    end
  end
  return checked
end

--- Checks the fields of a row or of an object, each by itself and then with the others.
---@param given table
---@param owner { params: table[], rules: table[]|nil, open: boolean|nil }
---@param inside? string name of the field that `given` is the value of
---@param hint? fun(name: string, owner: table): string|nil a better sentence for an unknown name
---@param by_client? table values of the parameters that the client has one for
---@return table|nil checked
---@return string|nil problem
---@return string|nil field
function M.fields(given, owner, inside, hint, by_client)
  local checked, problem, field = M.params(given, owner, inside, hint, by_client)
  if not checked then
    return nil, problem, field
  end
  if owner.rules then
    field, problem = load_part("fansly.rules").broken(owner.rules, checked)
  end
  if field then
    return nil, problem, (inside and inside .. "." or "") .. field
  end
  return checked
end

return M
