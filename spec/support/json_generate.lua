--- Random JSON documents as text, and damaged copies of them. The same seed gives the same texts on every Lua.
--
--   local source = generate.new(seed)
--   source:document()      -- text of a valid document
--   source:value(depth)    -- the same without white space around it, nested at most `depth` levels
--   source:mutate(text)    -- the text with one to three bytes or pieces changed

local generate = {}

local Source = {}
Source.__index = Source

-- Park and Miller's generator: all products stay within what a double holds.
local MODULUS, FACTOR = 2147483647, 16807

---@param seed integer
---@return table source
function generate.new(seed)
  return setmetatable({ state = seed % (MODULUS - 1) + 1 }, Source)
end

---@return integer number least to most
function Source:int(least, most)
  self.state = self.state * FACTOR % MODULUS
  return least + self.state % (most - least + 1)
end

function Source:pick(list)
  return list[self:int(1, #list)]
end

function Source:digits(count)
  local digits = {}
  for i = 1, count do
    digits[i] = self:int(i == 1 and 1 or 0, 9)
  end
  return table.concat(digits)
end

local spaces = { "", "", "", "", " ", "\n", "\t", "\r\n", "   " }

function Source:space()
  return self:pick(spaces)
end

function Source:number()
  local kind = self:int(1, 8)
  local text = (self:int(1, 4) == 1 and "-" or "") .. (self:int(1, 6) == 1 and "0" or self:digits(self:int(1, 15)))
  if kind <= 3 then
    return text
  elseif kind == 4 then
    return self:digits(self:int(16, 25)) -- beyond what a double holds
  end
  if kind ~= 5 then
    text = text .. "." .. ("0"):rep(self:int(0, 3)) .. self:digits(self:int(1, 18))
  end
  if kind >= 7 or kind == 5 then
    text = text .. self:pick({ "e", "E" }) .. self:pick({ "", "+", "-" }) .. self:int(0, 40)
  end
  return text
end

local pieces = {
  "a",
  "Hello ",
  "chat",
  "/",
  "'",
  "\127",
  '\\"',
  "\\\\",
  "\\/",
  "\\b\\f",
  "\\n\\r\\t",
  "\\u0000",
  "\\u00e9",
  "\\u20AC",
  "\\ud83d\\ude00",
  "\\uDBFF\\uDFFF",
  "\195\169",
  "\226\130\172",
  "\239\191\191",
  "\240\159\152\128",
  "\244\143\191\191",
  "\194\128",
  "\224\160\128",
  "\237\159\191",
}

function Source:string()
  local parts = {}
  for i = 1, self:int(0, 6) do
    parts[i] = self:pick(pieces)
  end
  return '"' .. table.concat(parts) .. '"'
end

local names = { '"id"', '"data"', '"success"', '"items"', '""', '"1"', '"n\\u0061me"', '"unread"' }

function Source:name()
  return self:int(1, 4) == 1 and self:string() or self:pick(names)
end

function Source:array(depth)
  local parts = {}
  for i = 1, self:int(0, 5) do
    parts[i] = self:space() .. self:value(depth - 1) .. self:space()
  end
  return "[" .. (#parts == 0 and self:space() or table.concat(parts, ",")) .. "]"
end

function Source:object(depth)
  local parts = {}
  for i = 1, self:int(0, 5) do
    parts[i] = self:space() .. self:name() .. self:space() .. ":" .. self:space() .. self:value(depth - 1) .. self:space()
  end
  return "{" .. (#parts == 0 and self:space() or table.concat(parts, ",")) .. "}"
end

local words = { "true", "false", "null" }

---@param depth integer levels of lists and objects at most
---@return string text
function Source:value(depth)
  local kind = self:int(1, depth > 0 and 10 or 5)
  if kind <= 2 then
    return self:number()
  elseif kind <= 4 then
    return self:string()
  elseif kind == 5 then
    return self:pick(words)
  elseif kind <= 7 then
    return self:array(depth)
  end
  return self:object(depth)
end

---@return string text
function Source:document()
  local kind = self:int(1, 10)
  local value = kind == 1 and self:value(0) or kind <= 4 and self:array(5) or self:object(5)
  return self:space() .. value .. self:space()
end

-- Bytes that a reader of JSON has to look at twice.
local bytes = {
  "", "{", "}", "[", "]", ",", ":", '"', "\\", "\\u", "0", "1", "-", "+", ".", "e", "E", "null", "true", "1e999", "\0", "\1",
  "\31", " ", "\11", "\127", "\128", "\191", "\192\128", "\237\160\128", "\255", "\239\187\191", "/", "//", "\\ud800", "\\x",
  "NaN", "Infinity", "0x1", "00",
}

local function replace(text, first, last, piece)
  return text:sub(1, first - 1) .. piece .. text:sub(last + 1)
end

---@param text string
---@return string text damaged, though it may still be valid
function Source:mutate(text)
  for _ = 1, self:int(1, 3) do
    local place = self:int(1, #text + 1)
    local kind = self:int(1, 5)
    if kind == 1 then
      text = replace(text, place, place, "")
    elseif kind == 2 then
      text = replace(text, place, place, self:pick(bytes))
    elseif kind == 3 then
      text = replace(text, place, place - 1, self:pick(bytes))
    elseif kind == 4 then
      text = replace(text, place, place, string.char(self:int(0, 255)))
    else
      local from = self:int(1, #text + 1)
      text = replace(text, place, place - 1, text:sub(from, from + self:int(0, 8)))
    end
  end
  return text
end

return generate
