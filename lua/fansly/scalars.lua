--- Single values against a parameter: its type, and what a row says of its size.
--
-- A check answers the value to send, or nil and what is wrong.

local core = require("fansly.core")
local errors = require("fansly.error")
local json = require("fansly.json")
local load_part = require("fansly.load").part

local CURSOR_MAX = 4096

local checks = {}

--- What is wrong with a value of another type.
---@param expected string
---@param value any
---@return nil
---@return string problem
function checks.wrong_type(expected, value)
  return nil, ("has to be %s, not %s"):format(expected, value == json.null and "null" or "a " .. type(value))
end

function checks.id(value)
  if core.is_id(value) then
    return value
  elseif type(value) == "number" then
    return nil, "has to be a string: ids have more digits than a number keeps"
  elseif type(value) ~= "string" then
    return checks.wrong_type("an id, as chat.groupId and chat.partnerAccountId are", value)
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
    return checks.wrong_type("a string", value)
  elseif spec.max_length and #value > spec.max_length then
    return nil, ("is longer than %d bytes"):format(spec.max_length)
  elseif spec.pattern and not value:find(spec.pattern) then
    return nil, ("has to be %s"):format(spec.form) .. (spec.secret and "" or ", not " .. errors.shown(value))
  end
  return clean_text(value)
end

local function range_of(spec)
  if not spec.maximum then
    return ("at least %d"):format(spec.minimum)
  elseif not spec.minimum then
    return ("at most %d"):format(spec.maximum)
  end
  return ("%d to %d"):format(spec.minimum, spec.maximum)
end

function checks.number(value, spec)
  if type(value) ~= "number" then
    return checks.wrong_type("a number", value)
  elseif value ~= value or value == math.huge or value == -math.huge then
    return nil, "is not a finite number"
  elseif value < (spec.minimum or -math.huge) or value > (spec.maximum or math.huge) then
    return nil, ("has to be %s, not %s"):format(range_of(spec), errors.shown(value))
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

-- What a clock gives as seconds, milliseconds or microseconds differs in its number of digits for the next thousand years.
local FIRST_MILLISECOND, LAST_MILLISECOND = 1e11, 1e14

function checks.milliseconds(value)
  local number, problem = checks.integer(value, {})
  if not number then
    return nil, problem
  elseif number >= FIRST_MILLISECOND and number < LAST_MILLISECOND then
    return number
  elseif number >= FIRST_MILLISECOND / 1000 and number < FIRST_MILLISECOND then
    return nil, ("has to be in milliseconds, and %s looks like seconds: multiply it by 1000"):format(errors.shown(value))
  end
  return nil, ("has to be Unix time in milliseconds (13 digits), not %s"):format(errors.shown(value))
end

-- Digits are what `page.next_cursor` gives.
function checks.offset(value)
  local number = type(value) == "string" and #value <= 15 and value:find("^%d+$") and tonumber(value) or value
  return checks.integer(number, { minimum = 0 })
end

function checks.boolean(value)
  if type(value) ~= "boolean" then
    return checks.wrong_type("a boolean", value)
  end
  return value
end

-- The API takes its cursors back as texts; it has given them as numbers, too.
function checks.cursor(value)
  if type(value) == "number" and value % 1 == 0 and math.abs(value) < 1e15 then
    return ("%.0f"):format(value)
  elseif type(value) ~= "string" then
    return checks.wrong_type("a string, as page.next_cursor gives it", value)
  elseif value == "" then
    return nil, "is empty; leave it out for the first page"
  elseif #value > CURSOR_MAX then
    return nil, ("is longer than %d bytes"):format(CURSOR_MAX)
  end
  return clean_text(value)
end

-- Where the checks are that most programs never need.
local elsewhere = {
  price = { "fansly.ppv", "price" },
  file = { "fansly.file", "to_send" },
  path = { "fansly.file", "to_save" },
  cdn_url = { "fansly.file", "link" },
}

for name, place in pairs(elsewhere) do
  checks[name] = function(value)
    return load_part(place[1])[place[2]](value)
  end
end

--- Loads what the check of a type needs, ahead of the calls that check: these read no file.
---@param type_name string|nil
function checks.prepare(type_name)
  local place = elsewhere[type_name]
  if place then
    load_part(place[1])
  end
end

return checks
