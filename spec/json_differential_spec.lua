-- The reader against lua-cjson: thousands of random documents and damaged copies of them, and the API's examples.
-- FANSLY_SPEC_SEED chooses other documents; a failure names the seed and shows the document.

local cjson = require("cjson")
local core = require("fansly.core")
local files = require("spec.support.files")
local json = require("fansly.json")
local generate = require("spec.support.json_generate")

local SEED = math.floor(tonumber(os.getenv("FANSLY_SPEC_SEED")) or 20260512)
local DOCUMENTS, MUTANTS = 3000, 6000

local oracle = cjson.new()
oracle.decode_invalid_numbers(false)
oracle.decode_max_depth(64)

local same

local function same_number(ours, theirs)
  if type(ours) == "string" then -- more digits than a double has; newer releases of lua-cjson stop at 2^63
    local digits = ours:match("^%-?(%d+)$")
    return digits and #digits > 15 and (#digits > 18 or tonumber(ours .. ".0") == theirs + 0.0)
  end
  return type(ours) == "number" and ours == theirs
end

local function same_table(ours, theirs)
  local is_list = #theirs > 0
  for key, value in next, theirs do
    if not (value == json.null and not is_list) and not same(ours[key], value) then
      return false
    end
  end
  for key in next, ours do
    if theirs[key] == nil then
      return false
    end
  end
  return true
end

-- Whether a value is what lua-cjson read, by the rules of the reader: no null in objects, long integers as digits.
function same(ours, theirs)
  local kind = type(theirs)
  if kind == "number" then
    return same_number(ours, theirs)
  elseif kind == "table" then
    return type(ours) == "table" and same_table(ours, theirs)
  end
  return ours == theirs
end

local function fault(seed, number, text, what)
  error(("seed %d, document %d: %s\n%s"):format(seed, number, what, ("%q"):format(text)), 0)
end

-- What the reader refuses and lua-cjson lets pass.
local stricter = {
  ["bytes that are not UTF-8"] = true,
  ["a control character in a string"] = true,
  ["a decimal point without digits behind it"] = true, -- strtod takes "1."
  ["a number without digits"] = true, -- and "-.5"
  ["a number that no double can hold"] = true,
}

-- Whether the two agree, or differ in a way that is known; what is wrong otherwise.
local function compare(text)
  local ours, problem, offset = core.decode(text)
  local ok, theirs = pcall(oracle.decode, text)
  if problem and ok then
    local is_known = stricter[problem] or text:byte(offset + 1) == 0 -- where lua-cjson stops reading
    return "refused", not is_known and "refused, though lua-cjson reads it: " .. problem
  elseif problem then
    return "refused"
  elseif not ok then
    -- half a surrogate pair is U+FFFD for the reader
    local is_known = theirs:find("invalid unicode escape", 1, true) and text:lower():find("\\ud[89a-f]")
    return "accepted", not is_known and "accepted, though lua-cjson says " .. theirs
  end
  return "accepted", not same(ours, theirs) and "read otherwise than by lua-cjson"
end

describe("the reader and lua-cjson", function()
  it("see a difference where there is one #quick", function()
    assert.is_true(same({ a = 1, b = { json.null, "x" } }, { a = 1, b = { json.null, "x" }, c = json.null }))
    assert.is_true(same("12345678901234567890", 12345678901234567890.0))
    assert.is_false(same("123", 123))
    assert.is_false(same({ a = 1 }, { a = 2 }))
    assert.is_false(same({ a = 1, b = 2 }, { a = 1 }))
    assert.is_false(same({ a = 1 }, { a = 1, b = 2 }))
    assert.is_false(same({ 1 }, { 1, json.null }))
    assert.is_false(same({ { "x" } }, { { "y" } }))
    assert.is_falsy(same("1234567890123456", 1234567890123457.0))
    assert.is_falsy(select(2, compare('["\\ud800"]')))
    assert.is_falsy(select(2, compare("[1.]")))
  end)

  it("read the same in random documents", function()
    local source = generate.new(SEED)
    for number = 1, DOCUMENTS do
      local text = source:document()
      local verdict, difference = compare(text)
      if verdict ~= "accepted" or difference then
        fault(SEED, number, text, difference or "refused")
      end
    end
  end)

  it("agree on damaged documents", function()
    local source = generate.new(SEED + 1)
    local counts = { accepted = 0, refused = 0 }
    for number = 1, MUTANTS do
      local text = source:mutate(source:value(3))
      local verdict, difference = compare(text)
      counts[verdict] = counts[verdict] + 1
      if difference then
        fault(SEED + 1, number, text, difference)
      end
    end
    assert.is_true(counts.accepted > MUTANTS / 10, counts.accepted .. " accepted")
    assert.is_true(counts.refused > MUTANTS / 10, counts.refused .. " refused")
  end)

  it("read the same in the API's examples", function()
    local directory = "../shared/api/examples"
    local pipe = assert(io.popen("env -u LD_PRELOAD ls " .. directory .. " 2>/dev/null"))
    local names = pipe:read("*a")
    pipe:close()
    if names == "" then
      pending("there is no " .. directory .. " beside this checkout")
      return
    end
    local count = 0
    for name in names:gmatch("[^\n]+%.json") do
      local text = assert(files.read(directory .. "/" .. name))
      local verdict, difference = compare(text)
      assert(verdict == "accepted" and not difference, name)
      count = count + 1
    end
    assert.is_true(count > 70, count .. " files")
  end)
end)

-- The text of an answer with a list of items.
local function list_body(source)
  local items = {}
  for i = 1, source:int(0, 4) do
    items[i] = source:value(3)
  end
  local extra = source:value(2)
  return ('{"extra":%s,"data":{"data":{"response":{"data":[%s]}}}}'):format(extra, table.concat(items, ","))
end

local fields = { "id", "name", "1", "" }

-- An item with nothing but the wanted fields.
local function filter(item)
  if type(item) ~= "table" or #item > 0 then
    return item
  end
  local filtered = {}
  for _, name in ipairs(fields) do
    filtered[name] = item[name]
  end
  return filtered
end

local function deep_equal(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then
    return a == b
  end
  for key, value in next, a do
    if not deep_equal(value, b[key]) then
      return false
    end
  end
  for key in next, b do
    if a[key] == nil then
      return false
    end
  end
  return true
end

describe("a choice of fields", function()
  local key = core.key("a-key-for-specs")
  local everything = { items = { "data.data.response.data" } }
  local some = { items = everything.items, fields = fields }

  it("gives what a whole reading and a filter give", function()
    local source = generate.new(SEED + 2)
    for number = 1, 1500 do
      local body = list_body(source)
      local whole, chosen = core.answer(200, "", body, key, everything), core.answer(200, "", body, key, some)
      for i, item in ipairs(whole.items) do
        whole.items[i] = filter(item)
      end
      if not deep_equal(whole.items, chosen.items) or not deep_equal(whole.value, chosen.value) then
        fault(SEED + 2, number, body, "the fields are others")
      end
    end
  end)

  it("finds the same faults as a whole reading", function()
    local source = generate.new(SEED + 3)
    local refused = 0
    for number = 1, 3000 do
      local body = source:mutate(list_body(source))
      local whole, chosen = core.answer(200, "", body, key), core.answer(200, "", body, key, some)
      if whole.unreadable ~= chosen.unreadable or whole.detail ~= chosen.detail then
        fault(SEED + 3, number, body, tostring(whole.detail) .. " or " .. tostring(chosen.detail))
      end
      refused = refused + (whole.unreadable and 1 or 0)
    end
    assert.is_true(refused > 1000, refused .. " refused")
  end)
end)
