-- What goes out: json.encode says every value exactly or names the field it cannot say, and leaves the host's lua-cjson alone.

local cjson = require("cjson")
local core = require("fansly.core")
local fansly = require("fansly")
local json = require("fansly.json")
local ppv = require("fansly.ppv")
local generate = require("spec.support.json_generate")

local SEED = math.floor(tonumber(os.getenv("FANSLY_SPEC_SEED")) or 20260512)

local function written(value)
  local text, problem, where = json.encode(value)
  if not text then
    error(("%s %s"):format(where, problem), 2)
  end
  return text
end

local function refused(value, where, problem)
  local text, what, at = json.encode(value)
  assert.is_nil(text)
  assert.equal(where, at)
  assert.matches(problem, what, 1, true)
end

describe("json.encode #quick", function()
  it("writes plain values", function()
    assert.equal("true", written(true))
    assert.equal("false", written(false))
    assert.equal("null", written(json.null))
    assert.equal('"x"', written("x"))
    assert.equal('""', written(""))
    assert.equal("7", written(7))
    assert.equal("1.5", written(1.5))
    assert.equal('{"a":{"b":[1,"x",true,null]}}', written({ a = { b = { 1, "x", true, json.null } } }))
  end)

  it("writes an empty table as an object, a marked one as a list", function()
    assert.equal("{}", written({}))
    assert.equal("[]", written(json.array()))
    assert.equal("[]", written(fansly.array({})))
    assert.equal('{"a":[]}', written({ a = fansly.array() }))
    assert.equal('{"a":{}}', written({ a = {} }))
    assert.equal("[[],{},[[]],[]]", written({ json.array(), {}, { json.array() }, json.array() }))
    assert.equal("[1,2]", written(json.array({ 1, 2 })))
    assert.equal('[{"a":[]},[{}]]', written(json.array({ { a = json.array() }, json.array({ {} }) })))
  end)

  it("marks nothing but tables of one's own", function()
    for _, bad in ipairs({ 1, "x", false, print, io.stdout, setmetatable({}, {}), setmetatable({}, { __metatable = false }) }) do
      local ok, problem = pcall(fansly.array, bad)
      assert.is_false(ok)
      assert.is_truthy(problem:find("fansly.array: t has to be a table", 1, true))
    end
    local list = fansly.array()
    assert.equal(list, fansly.array(list))
  end)

  it("gives fansly.array's table back", function()
    local list = {}
    assert.equal(list, fansly.array(list))
    assert.is_true(json.is_array(list))
    assert.is_false(json.is_array({}))
    list[1] = "x"
    assert.equal('["x"]', written(list))
  end)

  it("writes whole numbers exactly up to 2^53", function()
    for _, case in ipairs({
      { 0, "0" }, { 7.0, "7" }, { -7, "-7" }, { 1747000000000, "1747000000000" }, { 1e3, "1000" },
      { 99999999999999, "99999999999999" }, { -99999999999999, "-99999999999999" }, { 1e14, "100000000000000" },
      { 123456789012345, "123456789012345" }, { 1e15, "1000000000000000" }, { -1e15, "-1000000000000000" },
      { 2 ^ 53 - 1, "9007199254740991" }, { 1 - 2 ^ 53, "-9007199254740991" }, { 2 ^ 53, "9007199254740992" },
      { -2 ^ 53, "-9007199254740992" },
    }) do
      assert.equal(case[2], written(case[1]))
      assert.equal('{"a":[' .. case[2] .. "]}", written({ a = { case[1] } }))
    end
    for power = 0, 53 do
      assert.equal(("%.0f"):format(2 ^ power), written(2 ^ power))
      assert.equal(("%.0f"):format(2 ^ power - 1), written(2 ^ power - 1))
    end
  end)

  it("refuses whole numbers that would lose digits", function()
    for _, value in ipairs({ 2 ^ 53 + 2, -2 ^ 53 - 2, 1e16, 1e300, -1e300, rawget(math, "maxinteger") or 2 ^ 63 }) do
      refused({ a = { value } }, "a[1]", "beyond 2^53")
    end
  end)

  it("writes fractions of up to 14 digits", function()
    for _, case in ipairs({
      { 0.5, "0.5" }, { -0.5, "-0.5" }, { 4.99, "4.99" }, { 0.1 + 0.2, "0.3" }, { 1774754024.426, "1774754024.426" },
      { 1e-7, "1e-07" }, { 12345678901.234, "12345678901.234" }, { 99999999999.999, "99999999999.999" }, { 5e-324, "4.9406564584125e-324" },
    }) do
      assert.equal(case[2], written(case[1]))
      assert.equal(tonumber(case[2]), core.decode(case[2]))
    end
  end)

  it("names the field of what it cannot say", function()
    local function f() end
    for _, value in ipairs({ 0 / 0, math.huge, -math.huge }) do
      refused(value, "", "not a finite number")
      refused({ price = value }, "price", "not a finite number")
      refused({ users = { { userId = "1" }, { userId = value } } }, "users[2].userId", "not a finite number")
    end
    refused({ a = { b = f } }, "a.b", "is a function")
    refused({ a = { 1, coroutine.create(f) } }, "a[2]", "is a thread")
    refused({ a = io.stdout }, "a", "is a userdata")
    refused({ a = core.key("k") }, "a", "is a userdata")
    refused(f, "", "is a function")
    refused(nil, "", "is a nil")
    refused({ a = "x\0y" }, "a", "NUL byte")
    refused({ a = { "\0" } }, "a[1]", "NUL byte")
    refused({ a = { "ok", "\255" } }, "a[2]", "not valid UTF-8")
    refused({ a = "\237\160\128" }, "a", "not valid UTF-8")
    refused({ a = { ["\0"] = 1 } }, "a", "NUL byte")
    refused({ a = { ["\192\128"] = 1 } }, "a", "not valid UTF-8")
  end)

  it("takes a table for a list or an object, or for neither", function()
    refused({ a = { 1, 2, [4] = 4 } }, "a", "mixes names and positions, or has holes")
    refused({ a = { 1, x = 2 } }, "a", "mixes names and positions")
    refused({ a = { [0] = 1 } }, "a", "mixes names")
    refused({ a = { [1.5] = 1 } }, "a", "mixes names")
    refused({ a = { [-1] = 1 } }, "a", "mixes names")
    refused({ a = { [2] = 1 } }, "a", "mixes names")
    refused({ a = { [math.huge] = 1 } }, "a", "mixes names")
    refused({ a = { [true] = 1 } }, "a", "mixes names")
    refused({ a = { [{}] = 1 } }, "a", "mixes names")
    refused({ a = json.array({ x = 1 }) }, "a", "marked as an array")
    refused({ a = json.array({ 1, nil, 3 }) }, "a", "marked as an array")
    assert.equal('{"1":2}', written({ ["1"] = 2 }))
    local sparse = {}
    sparse[1e6] = 1
    refused(sparse, "", "holes")
  end)

  it("refuses a table inside itself, and takes one in two places", function()
    local loop = {}
    loop.a = { { loop } }
    refused(loop, "a[1][1]", "contains itself")
    local self = { 1 }
    self[2] = self
    refused({ x = self }, "x[2]", "contains itself")
    local shared = { id = "1" }
    assert.equal('[{"id":"1"},{"id":"1"},[{"id":"1"}]]', written({ shared, shared, { shared } }))
  end)

  it("writes 64 levels and refuses the 65th", function()
    for _, inner in ipairs({ {}, json.array(), { 1 }, { a = 1 } }) do
      local value, name = inner, {}
      for level = 1, 63 do
        if level % 2 == 0 then
          value, name[64 - level] = { value }, "[1]"
        else
          value, name[64 - level] = { a = value }, ".a"
        end
      end
      assert.is_nil(select(2, core.decode(written(value))))
      refused({ x = value }, "x" .. table.concat(name), "deeper than 64")
    end
    local deep = {}
    for _ = 1, 10000 do
      deep = { deep }
    end
    refused(deep, ("[1]"):rep(64), "deeper than 64")
  end)

  it("runs none of the caller's metamethods", function()
    local function no()
      error("called")
    end
    local trap = { __index = no, __pairs = no, __ipairs = no, __len = no, __tostring = no, __eq = no, __name = "x" }
    assert.equal('{"a":[1]}', written(setmetatable({ a = setmetatable({ 1 }, trap) }, trap)))
    refused({ a = setmetatable({ function() end }, trap) }, "a[1]", "is a function")
  end)
end)

describe("strings of a body", function()
  -- What could be taken for the marks of the encoder, and what has to be escaped.
  local nasty = {
    "\\u00001", '"\\u00001"', '\\"\\u00001\\"', "u00001", '"', '""', "\\", "\\\\", "\\\\u00001", '"\\\\u00001"', "\\u0000", "[]", "{}",
    '","a":"', "\1", "\31", "\127", "\n\r\t\b\f", "/", "</script>", "%1", "%0", "%", "%%1", "null", "\195\169", "\226\128\168",
    "\240\159\152\128", "'", "a\\", '\\"', "1", "0001", "u0001", "\\u0001",
  }

  it("arrive as they were, beside values that the encoder has marks for", function()
    for _, first in ipairs(nasty) do
      for _, second in ipairs(nasty) do
        local value = { first, json.array(), 123456789012345, second, 0.5, first .. second, json.array() }
        local text = written(value)
        assert.same(value, core.decode(text), text)
        assert.same(value, cjson.decode(text), text)
      end
      assert.same({ [first] = { first } }, core.decode(written({ [first] = { first } })))
    end
  end)

  it("may hold every byte of ASCII but NUL, and all of Unicode", function()
    for byte = 1, 127 do
      local c = string.char(byte)
      assert.equal(c, core.decode(written(c)))
      assert.equal("a" .. c .. "1", core.decode(written("a" .. c .. "1")))
    end
    local megabyte = ("0123456789abcde\195\169"):rep(61681)
    assert.is_true(core.decode(written({ megabyte }))[1] == megabyte)
  end)

  it("come back from random documents, with everything around them", function()
    local source = generate.new(SEED)
    local count = 0
    local function close(a, b)
      if type(a) == "number" then
        b = tonumber(b) -- whole, and of more than 15 digits
        return a == b or math.abs(a - b) <= math.abs(a) * 1e-13
      elseif type(a) ~= "table" or type(b) ~= "table" then
        return a == b
      end
      for key in next, a do
        if not close(a[key], b[key]) then
          return false
        end
      end
      return next(b) == nil or next(a) ~= nil
    end
    for number = 1, 1500 do
      local value = core.decode(source:document())
      local text, problem = json.encode(value)
      if text then
        count = count + 1
        assert(close(value, core.decode(text)), ("seed %d, document %d: %s"):format(SEED, number, text))
      else
        assert(problem:find("NUL byte") or problem:find("2^53", 1, true), ("seed %d, document %d: %s"):format(SEED, number, problem))
      end
    end
    assert.is_true(count > 500)
  end)
end)

describe("prices of a body", function()
  it("are exact to the cent, from a number and from a string", function()
    local from_text, from_number, expected = {}, {}, {}
    for cents = 100, 50000 do
      local n = #expected + 1
      local text = ("%d.%02d"):format(math.floor(cents / 100), cents % 100)
      from_text[n] = ppv.price(text)
      from_number[n] = ppv.price(cents / 100)
      expected[n] = text:gsub("0+$", ""):gsub("%.$", "")
    end
    assert.equal(49901, #expected)
    local list = "[" .. table.concat(expected, ",") .. "]"
    assert.is_true(written(from_text) == list)
    assert.is_true(written(from_number) == list)
    assert.equal('{"price":4.99}', written({ price = ppv.price("4.99") }))
    assert.equal('{"price":4}', written({ price = ppv.price("4.00") }))
    assert.equal('{"price":500}', written({ price = ppv.price(500) }))
  end)
end)

-- What a newer lua-cjson does: more settings, empty_array, and integers of Lua 5.3 written exactly.
local function newer_cjson()
  local real, newer = cjson.new(), {}
  local math_type = rawget(math, "type")
  local precision = 16
  local function encode(value)
    if math_type and math_type(value) == "integer" then
      return ("%d"):format(value)
    elseif type(value) == "number" then
      return ("%." .. precision .. "g"):format(value)
    elseif type(value) ~= "table" then
      return real.encode(value)
    end
    local parts = {}
    for i, each in ipairs(value) do
      parts[i] = encode(each)
    end
    if #value > 0 then
      return "[" .. table.concat(parts, ",") .. "]"
    end
    for name, each in next, value do
      parts[#parts + 1] = real.encode(name) .. ":" .. encode(each)
    end
    return "{" .. table.concat(parts, ",") .. "}"
  end
  for name, setting in next, real do
    newer[name] = setting
  end
  newer.encode = encode
  newer.encode_number_precision = function(digits)
    precision = digits or precision
    return precision
  end
  newer.empty_array, newer.array_mt, newer.empty_array_mt = real.null, {}, {}
  newer.encode_empty_table_as_object = function() end
  newer.new = newer_cjson
  return newer
end

describe("the host's lua-cjson", function()
  local function settings()
    return {
      { cjson.encode_sparse_array() }, { cjson.encode_max_depth() }, { cjson.encode_number_precision() },
      { cjson.encode_keep_buffer() }, { cjson.encode_invalid_numbers() }, { cjson.decode_max_depth() }, { cjson.decode_invalid_numbers() },
    }
  end

  -- fansly.json as it is when it is loaded with this lua-cjson.
  local function load_with(other)
    local kept = {}
    for _, name in ipairs({ "cjson", "fansly.codec", "fansly.json" }) do
      kept[name], package.loaded[name] = package.loaded[name], nil
    end
    package.loaded.cjson = other
    local ok, fresh = pcall(require, "fansly.json")
    for name, module in pairs(kept) do
      package.loaded[name] = module
    end
    return assert(ok and fresh, fresh)
  end

  it("keeps its settings #quick", function()
    local before = settings()
    local fresh = load_with(cjson)
    assert.is_not.equal(json, fresh)
    fresh.encode({ 4.999, 123456789012345, json.array(), { x = 0 / 0 } })
    fresh.decode("[1]")
    assert.same(before, settings())
    assert.equal(14, cjson.encode_number_precision())
    assert.is_true(pcall(cjson.decode, "[NaN]"))
    assert.equal(json.null, fresh.null)
  end)

  it("does not change what goes out by its settings #quick", function()
    local before = settings()
    finally(function()
      cjson.encode_number_precision(before[3][1])
      cjson.encode_max_depth(before[2][1])
      cjson.decode_max_depth(before[6][1])
      cjson.encode_invalid_numbers(before[5][1])
    end)
    local value = { 4.999, 12345678, 123456789012345, 1774754024.426, { { { { 1 } } } } }
    local expected = "[4.999,12345678,123456789012345,1774754024.426,[[[[1]]]]]"
    assert.equal(expected, written(value))
    cjson.encode_number_precision(3)
    cjson.encode_max_depth(2)
    cjson.decode_max_depth(2)
    cjson.encode_invalid_numbers(true)
    assert.equal("5", cjson.encode(4.999))
    assert.equal(expected, written(value))
    assert.equal(expected, load_with(cjson).encode(value))
    refused({ 0 / 0 }, "[1]", "not a finite number")
    assert.same({ { { { 1 } } } }, json.decode("[[[[1]]]]"))
  end)

  it("may be a newer one: the same bytes go out", function()
    local other = load_with(newer_cjson())
    local source = generate.new(SEED)
    for _, value in ipairs({
      4, 4.0, 4.99, -0.5, 1e14, 123456789012345, 2 ^ 53, 1e-7, 0.1 + 0.2, "x", '"\\u00001"', "/", "\127\195\169", json.null, true, {},
      { {}, { a = {} }, { 1 } }, { a = { 1, 2.5, 1747000000000, json.null } },
    }) do
      assert.equal(written(value), other.encode(value))
    end
    assert.equal('[[],{},{"a":[]}]', other.encode({ other.array(), {}, { a = other.array({}) } }))
    assert.equal('[1747000000000,123456789012345,4.99,4]', other.encode({ 1747000000000, 123456789012345, 4.99, 4.0 }))
    for _ = 1, 300 do
      local value = core.decode(source:array(2))
      local text = json.encode(value)
      if text then
        assert.same(core.decode(text), core.decode(other.encode(value)))
      end
    end
  end)
end)
