--- Values for which codecs are likely to differ, and values written down without a codec.

local generate = require("spec.support.json_generate")
local core = require("fansly.core")

local json_values = {}

-- Made once, since the order of an object's names is that of one table.
local random, source = {}, generate.new(20261121)
for i = 1, 300 do
  random[i] = core.decode(source:document())
end

local NUMBERS = {
  0, 7, -7, 4.99, 0.5, -0.5, 1e-7, 1 / 3, 1e14, -1e14, 99999999999999, 123456789012345, 2 ^ 53, 2 ^ 53 + 2, 1e300, math.huge, 0 / 0,
  1747000000000,
}
local STRINGS = {
  "", "/", "\\/", "\\\\/", "//", "a\\", '"', "\127", "\1\8\9\10\12\13\31", "\195\169", "\226\128\168", "\240\159\152\128", "\192\128", "a\0b",
  "\\u00001", "</script>", "%1", "null", "[]",
}

--- The values, by this json's null and lists.
---@param json table fansly.json
---@return any[]
function json_values.list(json)
  local list = { true, false, json.null, {}, json.array(), { {} }, { json.array() }, { a = json.null }, { json.null, json.null }, { 1, nil, 3 } }
  local function add(value)
    list[#list + 1] = value
    list[#list + 1] = { value, value }
    list[#list + 1] = { a = { b = value } }
  end
  for _, value in ipairs(NUMBERS) do
    add(value)
  end
  for _, value in ipairs(STRINGS) do
    add(value)
    list[#list + 1] = { [value] = value }
  end
  for _, depth in ipairs({ 63, 64, 65 }) do
    local value = {}
    for _ = 2, depth do
      value = { value }
    end
    list[#list + 1] = value
  end
  list[#list + 1] = print
  for _, value in ipairs(random) do
    list[#list + 1] = value
  end
  return list
end

local function sorted_keys(value)
  local keys = {}
  for key in pairs(value) do
    keys[#keys + 1] = key
  end
  table.sort(keys, function(a, b)
    return type(a) .. tostring(a) < type(b) .. tostring(b)
  end)
  return keys
end

--- A value as text: types, metatables and every digit of numbers.
---@param value any
---@param null any
---@return string
function json_values.describe(value, null)
  if value == null then
    return "null"
  elseif type(value) == "number" then
    return ("%.17g"):format(value)
  elseif type(value) ~= "table" then
    return type(value) .. " " .. tostring(value)
  end
  local parts = {}
  for _, key in ipairs(sorted_keys(value)) do
    parts[#parts + 1] = type(key) .. " " .. tostring(key) .. "=" .. json_values.describe(value[key], null)
  end
  return "{" .. table.concat(parts, ",") .. "}" .. (getmetatable(value) and "with a metatable" or "")
end

return json_values
