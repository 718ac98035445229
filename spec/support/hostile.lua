--- Values that callers should not give: what is wrong for every parameter, and tables that raise whatever is done to them.

local fansly = require("fansly")

local hostile = {}

local function raise()
  error("a metamethod was called")
end

hostile.meta = {}
for event in ("index newindex pairs ipairs len tostring eq lt le concat call unm add mod"):gmatch("%a+") do
  hostile.meta["__" .. event] = raise
end

--- A table with the content given whose every metamethod raises.
---@param content? table
---@return table
function hostile.table(content)
  return setmetatable(content or {}, hostile.meta)
end

hostile.nan = 0 / 0
hostile.inf = math.huge

local function add(list, label, value)
  list[#list + 1] = { label = label, value = value }
end

local function joined(...)
  local all = {}
  for _, list in ipairs({ ... }) do
    for _, entry in ipairs(list) do
      all[#all + 1] = entry
    end
  end
  return all
end

-- What is neither text nor number nor list, in any place.
local odd = {}
add(odd, "true", true)
add(odd, "false", false)
add(odd, "a function", print)
add(odd, "a coroutine", coroutine.create(function() end))
add(odd, "a file", io.stdout)
add(odd, "null", fansly.null)

local tables = {}
add(tables, "a table", {})
add(tables, "a table with names", { a = 1 })
add(tables, "a hostile table", hostile.table())

local numbers = {}
for _, number in ipairs({ 0, 1, -1, 1.5, 123456789012345, 2 ^ 53, 1e300, -1e300, hostile.nan, hostile.inf, -hostile.inf }) do
  add(numbers, "the number " .. tostring(number), number)
end

local no_texts = {}
add(no_texts, "bytes that are not UTF-8", "a\255b")
add(no_texts, "a surrogate", "\237\160\128")
add(no_texts, "an overlong form", "\192\175")
add(no_texts, "a cut character", "\226\130")
add(no_texts, "a NUL byte", "a\0b")

local not_ids = {}
for _, text in ipairs({
  "", "/", "a/b", "/a", "a/", "..", ".", "../x", "a..b", "a.b", "%", "%2e%2e", "a%2Fb", "a b", " a", "a ", "\t", "a\r\nb", "a\n", "\r",
  "\n", "a\0", "\0", "a\127", "a?b", "a#b", "a&b", "a=b", "a@b", "a:b", "a;b", "a,b", "a+b", "{id}", "\\", "a\\b", "\195\169", "\255",
  "\239\187\191a", ("a"):rep(65), ("1"):rep(1000), ("/"):rep(100000),
}) do
  local shown = #text > 80 and #text .. " characters" or ("%q"):format(text):gsub("[\r\n]", "~")
  add(not_ids, "the id " .. shown, text)
end

local no_integers = {}
for _, number in ipairs({ 1.5, -0.5, hostile.nan, hostile.inf, -hostile.inf, 1e300, 2 ^ 60 }) do
  add(no_integers, "the number " .. tostring(number), number)
end
add(no_integers, "digits in a string", "1")

local no_cursors = {}
add(no_cursors, "an empty string", "")
add(no_cursors, "4097 bytes", ("c"):rep(4097))
for _, number in ipairs({ 1.5, hostile.nan, hostile.inf, -hostile.inf, 1e15, -1e15, 2 ^ 53 }) do
  add(no_cursors, "the number " .. tostring(number), number)
end

local no_prices = {}
for _, price in ipairs({
  0, 0.99, 500.01, 501, 4.999, 1.1 + 2.2, -1, -4, 1e300, 2 ^ 53, hostile.nan, hostile.inf, -hostile.inf, 49999, 4.0000001,
  "", " ", "0", "0.99", "500.01", "501", "4.999", "4.990", "04", "004.99", "4.", ".5", "1e2", "0x10", " 4", "4 ", "4\n", "+4", "-4",
  "4,99", "$4", "4.9.9", "1,000", "1234", "4999", "49999", "12345", "5000", "10000000000", ("9"):rep(400), "nan", "inf", "4\0", "four",
}) do
  add(no_prices, "the price " .. type(price) .. " " .. (("%q"):format(tostring(price)):gsub("[\r\n]", "~")):sub(1, 40), price)
end

local no_lists = {}
add(no_lists, "a text", "ab")
add(no_lists, "a list with a hole", { "1", nil, "3" })
add(no_lists, "a list with a name", { "1", "2", n = 2 })
add(no_lists, "a list from 0", { [0] = "1", "2" })
add(no_lists, "a list with a fraction", { "1", [1.5] = "2" })
add(no_lists, "a table with names", { a = 1 })

local no_objects = {}
add(no_objects, "a text", "{}")
add(no_objects, "a list", { 1, 2 })
add(no_objects, "an array", fansly.array({}))

local function without(list, value)
  local rest = {}
  for _, entry in ipairs(list) do
    if entry.value ~= value then
      rest[#rest + 1] = entry
    end
  end
  return rest
end

local function choices(...)
  local list = {}
  for _, text in ipairs({ ... }) do
    add(list, "the choice " .. text, text)
  end
  return list
end

hostile.not_ids = not_ids

--- [type of a parameter] = list of { label, value } that it must not take
hostile.bad = {
  id = joined(odd, tables, numbers, not_ids),
  text = joined(odd, tables, numbers, no_texts),
  filter = joined(odd, tables, numbers, no_texts, choices("", "ALL", "vip", "vips ", " all", "all,vips")),
  sort = joined(odd, tables, numbers, no_texts, choices("", "new", "NEWEST", "unread\n")),
  access = joined(odd, tables, numbers, no_texts, choices("", "PPV", "free", "subscribers")),
  cursor = joined(odd, tables, no_cursors, no_texts),
  price = joined(odd, tables, no_prices),
  integer = joined(odd, tables, no_integers),
  list = joined(odd, numbers, no_lists),
  object = joined(without(odd, fansly.null), numbers, no_objects),
  fields = joined(odd, tables, numbers, no_lists, no_texts),
}

return hostile
