--- Values for which codecs are likely to differ, and what fansly.json makes of them.

local core = require("fansly.core")
local generate = require("spec.support.json_generate")

local json_values = {}

local NUMBERS = {
  0, 7, -7, 4.99, 0.5, -0.5, 1e-7, 1 / 3, 1e14, -1e14, 99999999999999, 123456789012345, 2 ^ 53, 2 ^ 53 + 2, 1e300, math.huge, 0 / 0,
  1747000000000,
}
local STRINGS = {
  "", "/", "\\/", "\\\\/", "//", "a\\", '"', "\127", "\1\8\9\10\12\13\31", "\195\169", "\226\128\168", "\240\159\152\128",
  "\192\128", "a\0b", "\\u00001", "</script>", "%1", "null", "[]", "{}",
}
local DOCUMENTS, SEED = 300, 20261121

-- None with more than one name, whose order may be any.
local function fixed(json)
  local list = {
    true, false, json.null, {}, json.array(), { {} }, { json.array() }, { a = json.null }, { json.null, json.null }, { 1, nil, 3 },
  }
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
  return list
end

-- A refusal in letters that every encoder takes.
local function printable(text)
  return (text:gsub("[^\32-\126]", function(byte)
    return ("<%d>"):format(byte:byte())
  end))
end

--- The texts of the values, or the refusals; and of random documents, those of them that can be written.
---@param json table fansly.json
---@return { fixed: string[], random: string[] }
function json_values.written(json)
  local results = { fixed = {}, random = {} }
  for i, value in ipairs(fixed(json)) do
    local text, problem, where = json.encode(value)
    results.fixed[i] = text or printable(where .. " " .. problem)
  end
  local source = generate.new(SEED)
  for _ = 1, DOCUMENTS do
    results.random[#results.random + 1] = json.encode(core.decode(source:document()))
  end
  return results
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

-- Every digit and metatable shows. Numbers beyond 2^53, and the sign of 0, are as the codec has them.
local function describe(value, null)
  if value == null then
    return "null"
  elseif type(value) == "number" then
    return math.abs(value) > 2 ^ 53 and "large" or value == 0 and "0" or ("%.17g"):format(value)
  elseif type(value) ~= "table" then
    return type(value) .. " " .. tostring(value)
  end
  local parts = {}
  for _, key in ipairs(sorted_keys(value)) do
    parts[#parts + 1] = type(key) .. " " .. tostring(key) .. "=" .. describe(value[key], null)
  end
  return "{" .. table.concat(parts, ",") .. "}" .. (getmetatable(value) and "with a metatable" or "")
end

--- What the texts say, each as a text for the eye, or why they are refused.
---@param json table fansly.json
---@param texts string[]
---@return string[]
function json_values.read(json, texts)
  local results = {}
  for i, text in ipairs(texts) do
    local value, problem = json.decode(text)
    results[i] = printable(problem or describe(value, json.null))
  end
  return results
end

return json_values
