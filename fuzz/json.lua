--- The JSON reader: whatever it accepts is what lua-cjson reads, and it reads it again when it is written down, as the same value.

local cjson = require("cjson").new()
local core = require("fansly.core")

local null -- as arrays have it
null = core.decode("[null]")[1]

local write

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\" }
local function quoted(text)
  return '"'
    .. text:gsub('[%c"\\]', function(c)
      return escapes[c] or ("\\u%04x"):format(c:byte())
    end)
    .. '"'
end

local function write_number(number)
  if number % 1 == 0 and number > -1e15 and number < 1e15 then
    return ("%.0f"):format(number)
  end
  return ("%.16e"):format(number) -- digits alone would be a long integer
end

local function write_table(t)
  local parts = {}
  if #t > 0 then
    for i, value in ipairs(t) do
      parts[i] = write(value)
    end
    return "[" .. table.concat(parts, ",") .. "]"
  end
  for name, value in next, t do
    parts[#parts + 1] = quoted(name) .. ":" .. write(value)
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

function write(value)
  local kind = type(value)
  if kind == "table" then
    return write_table(value)
  elseif kind == "string" then
    return quoted(value)
  elseif kind == "number" then
    return write_number(value)
  elseif value == null then
    return "null"
  end
  return tostring(value)
end

local function same(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then
    return a == b and tostring(a) == tostring(b) -- 1 is not 1.0
  end
  for name, value in next, a do
    if not same(value, b[name]) then
      return false
    end
  end
  for name in next, b do
    if a[name] == nil then
      return false
    end
  end
  return true
end

-- lua-cjson has null for fields that are absent here, and floats for long integers, which are digits here.
local function agrees(value, other)
  if other == cjson.null then
    return value == nil or value == null
  elseif type(other) == "number" then
    return (tonumber(value) or 0 / 0) + 0.0 == other
  elseif type(other) ~= "table" or type(value) ~= "table" then
    return value == other
  end
  for name, member in next, other do
    if not agrees(value[name], member) then
      return false
    end
  end
  for name in next, value do
    if other[name] == nil then
      return false
    end
  end
  return true
end

-- Of two fields of one name lua-cjson may keep the null, and halves of pairs it refuses.
local function check_with_other(value, input)
  local read, other = pcall(cjson.decode, input)
  assert(read or input:find("\\u[dD][89a-fA-F]"), "lua-cjson refuses it: " .. tostring(other))
  assert(not read or agrees(value, other), "lua-cjson reads something else")
end

local is_utf8 = rawget(_G, "utf8").len -- of Lua 5.4

return function(input)
  local value, problem, offset = core.decode(input)
  if problem then
    assert(value == nil and type(problem) == "string", "a problem and a value")
    assert(offset >= 0 and offset <= #input, "the fault lies outside of the text")
    return
  end
  assert(not input:find("[%z\1-\8\11\12\14-\31]"), "a control character that nothing allows")
  local text = write(value)
  local again, second = core.decode(text)
  assert(not second, "what was accepted is not read again: " .. tostring(second))
  assert(same(value, again), "what was accepted reads as something else the second time")
  assert(is_utf8(text), "a string that is not UTF-8")
  check_with_other(value, input)
end
