--- Words of a command line as values of parameters, by what their rows say of them. Whether they are right is checked by the call.

local core = require("fansly.core")
local errors = require("fansly.error")
local times = require("fansly.units.times")

local M = {}

local function parse_json(text)
  local value, problem = core.decode(text)
  if problem then
    return nil, ("has to be JSON, and cannot be read: %s"):format(problem)
  end
  return value
end

local scalars = {}

function scalars.number(text)
  local number = text:find("^%-?%.?%d") and tonumber(text)
  if not number then
    return nil, "has to be a number, not " .. errors.shown(text)
  end
  return number
end

scalars.integer = scalars.number

-- As a number, or as people write times.
function scalars.milliseconds(text)
  local time = text:find("^%d%d%d%d%-%d%d%-%d%d") and times.time(text)
  if time then
    return times.milliseconds(time)
  end
  local number = scalars.number(text)
  if not number then
    return nil, "has to be Unix milliseconds or a time such as 2026-12-24T18:00:00Z, not " .. errors.shown(text)
  end
  return number
end

scalars.object = parse_json

-- One word: JSON where it looks like it, for what may be an object or a list.
local function single(text, spec)
  if spec.type == "object" and spec.shorthand and not text:find("^%s*{") then
    return text
  end
  local convert = scalars[spec.type]
  if convert then
    return convert(text)
  end
  return text
end

-- Any text may be meant: neither a comma nor a bracket in it says anything.
local function is_free_text(spec)
  return spec.type == "string" and not spec.enum
end

-- Adds the values that a word holds: itself, several with commas between them, or JSON.
local function add_words(list, text, item)
  if is_free_text(item) then
    list[#list + 1] = text
    return nil
  elseif text:find("^%s*[%[{]") then
    local value, problem = parse_json(text)
    for _, each in ipairs(problem and {} or value[1] ~= nil and value or { value }) do
      list[#list + 1] = each
    end
    return problem
  end
  for word in text:gmatch("[^,]+") do
    local value, problem = single(word, item)
    if problem then
      return problem
    end
    list[#list + 1] = value
  end
end

local function form_of(spec, kind)
  for _, form in ipairs(spec.either or { spec }) do
    if form.type == kind then
      return form
    end
  end
end

--- Whether a parameter may be given several times.
---@param spec table
---@return boolean
function M.is_list(spec)
  return form_of(spec, "array") ~= nil
end

--- Whether a parameter is given without a value.
---@param spec table
---@return boolean
function M.is_flag(spec)
  return form_of(spec, "boolean") ~= nil
end

--- The value that words stand for.
---@param spec table the parameter in its row
---@param words string[] one, or several for a list
---@return any value
---@return string|nil problem
function M.of(spec, words)
  local array = form_of(spec, "array")
  if array then
    local list = {}
    for _, word in ipairs(words) do
      local problem = add_words(list, word, array.item or {})
      if problem then
        return nil, problem
      end
    end
    return spec.either and #list == 1 and list[1] or list
  elseif form_of(spec, "number") and words[1]:find("^%-?%d+%.?%d*$") then
    return scalars.number(words[1])
  end
  return single(words[1], (spec.either or { spec })[1])
end

return M
