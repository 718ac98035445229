--- Lua values to JSON, through the codec that the host has.
--
-- The codec writes the text; what not every codec says alike is put in afterwards. Each value of that kind goes into
-- the encoder as a marker string that starts with a NUL, which no caller's string may contain, and is swapped in the
-- finished text for its literal: null, an empty array or object, a fraction, a whole number of more digits than the encoder keeps.
-- So every codec gives the same bytes for the same value.

local codec = require("fansly.codec")
local core = require("fansly.core")
local errors = require("fansly.error")

local MAX_DEPTH = codec.max_depth
local EXACT = 10 ^ codec.digits
local FRACTION = ("%%.%dg"):format(codec.digits)
local LARGEST = 2 ^ 53

local array_mark = { __name = "fansly.array" }

local json = { null = codec.null, max_depth = MAX_DEPTH }

--- Marks a table as a JSON array, so that it is sent as `[]` even when it is empty.
---@generic T: table
---@param t? T a list; a new one when left out
---@return T t the same table
function json.array(t)
  t = t == nil and {} or t
  local meta = getmetatable(t)
  if type(t) ~= "table" or meta ~= nil and meta ~= array_mark then
    error("fansly.array: t has to be a table without a metatable, not " .. errors.shown(t), 2)
  end
  return setmetatable(t, array_mark)
end

---@param t table
---@return boolean marked whether `json.array` marked it
function json.is_array(t)
  return getmetatable(t) == array_mark
end

local function fail(where, what)
  error({ json = true, where = where, what = what }, 0)
end

local function inside(where, key)
  if type(key) == "number" then
    return where .. "[" .. key .. "]"
  end
  return where == "" and key or where .. "." .. key
end

local function literal(state, text)
  local n = #state.literals + 1
  state.literals[n] = text
  return "\0" .. n
end

local function number(state, value, where)
  if value ~= value or value == math.huge or value == -math.huge then
    fail(where, "is not a finite number")
  end
  if value % 1 ~= 0 then
    -- a codec finds out only once which decimal point the host's locale has
    return literal(state, (FRACTION:format(value):gsub("[^%d%+%-e]+", ".")))
  elseif value < EXACT and value > -EXACT then
    return value
  elseif value > LARGEST or value < -LARGEST then
    fail(where, "is a number beyond 2^53, which loses digits; give it as a string")
  end
  return literal(state, ("%.0f"):format(value))
end

local function text(value, where)
  if value:find("\0", 1, true) then
    fail(where, "contains a NUL byte")
  end
  if not core.is_utf8(value) then
    fail(where, "is not valid UTF-8")
  end
  return value
end

--- The length of a list without holes.
---@param t table
---@return integer|nil length 0 for an empty table; nil where the keys are not 1..n
function json.list_length(t)
  local count, highest = 0, 0
  for key in next, t do
    if type(key) ~= "number" or key < 1 or key % 1 ~= 0 then
      return nil
    end
    count, highest = count + 1, math.max(highest, key)
  end
  return count == highest and count or nil
end

local prepare

local function list(state, t, length, where, depth)
  local copy = {}
  for i = 1, length do
    copy[i] = prepare(state, rawget(t, i), inside(where, i), depth)
  end
  return copy
end

local function object(state, t, where, depth)
  local copy = {}
  for key, value in next, t do
    if type(key) ~= "string" then
      fail(where, "mixes names and positions, or has holes; an array needs 1..n, an object needs strings")
    end
    copy[text(key, where)] = prepare(state, value, inside(where, key), depth)
  end
  return copy
end

local function composite(state, t, where, depth)
  if state.open[t] then
    fail(where, "contains itself")
  end
  if depth > MAX_DEPTH then
    fail(where, "is nested deeper than " .. MAX_DEPTH .. " levels")
  end
  local length = json.list_length(t)
  if length == 0 then
    return literal(state, json.is_array(t) and "[]" or "{}")
  end
  state.open[t] = true
  local copy
  if json.is_array(t) and not length then
    fail(where, "is marked as an array but has other keys than 1..n")
  elseif length then
    copy = list(state, t, length, where, depth + 1)
  else
    copy = object(state, t, where, depth + 1)
  end
  state.open[t] = nil
  return copy
end

function prepare(state, value, where, depth)
  local kind = type(value)
  if kind == "table" then
    return composite(state, value, where, depth)
  elseif kind == "string" then
    return text(value, where)
  elseif kind == "number" then
    return number(state, value, where)
  elseif kind == "boolean" then
    return value
  elseif value == json.null then
    return literal(state, "null")
  end
  fail(where, "is a " .. kind .. ", which JSON cannot hold")
end

local function encode_in(state, value)
  return codec.encode(prepare(state, value, "", 1))
end

--- Encodes a value.
---@param value any what JSON can hold: tables, strings, finite numbers, booleans, `fansly.null`
---@return string|nil text
---@return string|nil problem what cannot be encoded
---@return string|nil where name of the field, as in `users[2].userId`
function json.encode(value)
  local state = { literals = {}, open = {} }
  local ok, encoded = pcall(encode_in, state, value)
  if ok and #state.literals == 0 then
    return encoded
  elseif ok then
    return (encoded:gsub('"\\u0000(%d+)"', function(n)
      return state.literals[tonumber(n)]
    end))
  elseif type(encoded) == "table" and encoded.json then
    return nil, encoded.what, encoded.where
  elseif errors.is_memory(encoded) then
    error(encoded, 0)
  end
  return nil, tostring(encoded), ""
end

--- Decodes a text: numbers as the codec makes them, which differ beyond 2^53, null as `fansly.null`. What the core refuses is refused,
-- since codecs let more pass.
-- Answers of the API are read by the core alone, which keeps long integers.
---@param encoded string
---@return any value
---@return string|nil problem
function json.decode(encoded)
  local _, problem = core.decode(encoded)
  if problem then
    return nil, problem
  end
  local ok, value = pcall(codec.decode, encoded)
  if ok then
    return codec.plain(value)
  end
  return nil, tostring(value)
end

--- Reads JSON that an answer has in a text, such as `messageTemplate` or `metadata`, by the rules of answers: long integers keep their
--- digits, null is an absent field. What came as a table already is given back.
---@param value string|table
---@return any value
---@return fansly.Error|nil err kind `validation`
function json.read(value)
  if type(value) == "table" then
    return value
  elseif type(value) ~= "string" then
    return nil, errors.validation("text", "has to be JSON, not " .. errors.shown(value))
  end
  local read, problem, offset = core.decode(value)
  if problem then
    return nil, errors.validation("text", ("has to be JSON: %s at byte %d"):format(problem, offset + 1))
  end
  return read
end

return json
