--- Answers as JSON: one line for each value, names in the order of the alphabet, so that two runs can be compared.
--
-- What `fansly.json` writes is for the API, and refuses what the API may have sent: a NUL, a number beyond 2^53.

local json = require("fansly.json")

local M = {}

local write

local function escape(character)
  return ("\\u%04x"):format(character:byte())
end

-- Control characters of both kinds are escaped, since a terminal obeys them.
local function quoted(text)
  text = text:gsub('[%c"\\]', function(character)
    return (character == '"' or character == "\\") and "\\" .. character or escape(character)
  end)
  text = text:gsub("\194([\128-\159])", escape)
  return '"' .. text .. '"'
end

local function number(value)
  if value % 1 == 0 and value > -2 ^ 63 and value < 2 ^ 63 then
    return ("%.0f"):format(value)
  end
  local digits = ("%.15g"):format(value)
  if tonumber(digits) ~= value then
    digits = ("%.17g"):format(value)
  end
  return (digits:gsub(",", "."))
end

-- Which of the two an empty table was is not known any more; the API has far more empty lists than empty objects.
local function list(value, length)
  local parts = {}
  for i = 1, length do
    parts[i] = write(value[i])
  end
  return "[" .. table.concat(parts, ",") .. "]"
end

local function object(value)
  local names, parts = {}, {}
  for name in next, value do
    names[#names + 1] = tostring(name)
  end
  table.sort(names)
  for i, name in ipairs(names) do
    parts[i] = quoted(name) .. ":" .. write(value[name])
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

function write(value)
  local kind = type(value)
  if kind == "string" then
    return quoted(value)
  elseif kind == "number" then
    return number(value)
  elseif kind == "table" then
    local length = json.list_length(value)
    return length and list(value, length) or object(value)
  elseif kind == "boolean" then
    return tostring(value)
  end
  return "null"
end

--- A value of an answer as one line of JSON.
---@param value any
---@return string
function M.line(value)
  return write(value)
end

return M
