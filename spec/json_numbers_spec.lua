-- Numbers as core.decode reads them: their grammar, exact values, integers and floats, digits that no double keeps, locales.

local core = require("fansly.core")
local child = require("spec.support.child")
local generate = require("spec.support.json_generate")

local SEED = math.floor(tonumber(os.getenv("FANSLY_SPEC_SEED")) or 20260512)

local math_type = rawget(math, "type")

-- The value of a number on its own, in a list, in an object, and in front of white space: all the same.
local function accept(text)
  local value, problem = core.decode(text)
  if problem then
    error(text:sub(1, 80) .. ": " .. problem, 2)
  end
  local list, object = core.decode("[" .. text .. "]"), core.decode('{"a":' .. text .. " }")
  assert(list[1] == value and object.a == value, text)
  return value
end

local function integer(text, expected)
  local value = accept(text)
  assert.equal(expected, value, text)
  if math_type then
    assert.equal("integer", math_type(value), text)
    assert.equal(("%d"):format(expected), tostring(value))
  end
end

local function float(text, expected)
  local value = accept(text)
  if value ~= expected then
    error(("%s became %.17g, not %.17g"):format(text:sub(1, 80), value, expected), 2)
  end
  assert(not math_type or math_type(value) == "float", text)
end

local function digits(text)
  assert.equal(text, accept(text))
end

local function refuse(text, expected, expected_offset)
  local value, problem, offset = core.decode(text)
  assert(problem, "accepted: " .. text:sub(1, 80))
  assert.is_nil(value)
  assert(problem:find(expected, 1, true), ("%s: %s"):format(text:sub(1, 80), problem))
  if expected_offset then
    assert.equal(expected_offset, offset, text:sub(1, 80))
  end
end

describe("numbers of an answer #quick", function()
  it("are integers when they are whole, however they are written", function()
    integer("0", 0)
    integer("7", 7)
    integer("-7", -7)
    integer("200", 200)
    integer("1.0", 1)
    integer("-12.000", -12)
    integer("1e3", 1000)
    integer("1E+3", 1000)
    integer("10e-1", 1)
    integer("12.5e1", 125)
    integer("0e9", 0)
    integer("0.0", 0)
    integer("100000000000000", 100000000000000)
    integer("999999999999999", 999999999999999)
    integer("-999999999999999", -999999999999999)
    integer("999999999999999.0", 999999999999999)
    integer("1747000000000", 1747000000000)
  end)

  it("have no negative zero", function()
    for _, text in ipairs({ "-0", "-0.0", "-0e0", "-0.000e5", "-1e-999" }) do
      integer(text, 0)
      assert.is_true(1 / accept(text) > 0, text)
    end
  end)

  it("are their digits when they are integers of more than 15", function()
    digits("1000000000000000")
    digits("-1000000000000000")
    digits("9007199254740993")
    digits("-9007199254740993")
    digits("9223372036854775808")
    digits("18446744073709551615")
    digits("123456789012345678901234567890")
    digits(("9"):rep(5000))
    digits("-1" .. ("0"):rep(1000))
  end)

  it("are floats when they have more digits and a point or an exponent", function()
    float("1000000000000000.0", 1e15)
    float("9007199254740993e0", 9007199254740992)
    float("9007199254740993.0", 9007199254740992)
    float("9007199254740995.0", 9007199254740996)
    float("1e15", 1e15)
    float("-1e15", -1e15)
    float("1e22", 1e22)
    float("1e23", 1e23)
    float("123456789012345678901234567890.5", 1.2345678901234568e29)
  end)

  it("are the double next to them", function()
    float("0.1", 0.1)
    float("-0.1", -0.1)
    float("4.99", 4.99)
    float("1774754024.426", 1774754024.426)
    float("0.30000000000000004", 0.1 + 0.2)
    float("2.2250738585072014e-308", 2 ^ -1022)
    float("2.2250738585072011e-308", 2 ^ -1022 - 2 ^ -1074)
    float("5e-324", 2 ^ -1074)
    float("4.9406564584124654e-324", 2 ^ -1074)
    float("3e-324", 2 ^ -1074)
    integer("2e-324", 0)
    float("1.7976931348623157e308", (2 - 2 ^ -52) * 2 ^ 1023)
    float("1.7976931348623158e308", (2 - 2 ^ -52) * 2 ^ 1023)
    integer("1.00000000000000011102230246251565404236316680908203125", 1)
    float("1.00000000000000011102230246251565404236316680908203126", 1 + 2 ^ -52)
    float("0." .. ("0"):rep(400) .. "1e400", 0.1)
    float("0." .. ("3"):rep(5000), 1 / 3)
    integer("1" .. ("0"):rep(1000) .. "e-1000", 1)
    integer("1." .. ("0"):rep(5000), 1)
  end)

  it("are refused where no double can hold them", function()
    refuse("1e309", "no double")
    refuse("1e400", "no double", 5)
    refuse("-1e400", "no double", 6)
    refuse("1.7976931348623159e308", "no double")
    refuse("1e999999999999999999999", "no double")
    refuse('{"a":[1e400]}', "no double", 11)
    refuse(("9"):rep(400) .. ".5", "no double")
    integer("1e-999999999999999999999", 0)
    integer("0e999999999999999999999", 0)
  end)

  it("are written by the grammar", function()
    for _, case in ipairs({
      { "01", "leading zero", 2 }, { "00", "leading zero", 2 }, { "-01", "leading zero", 3 }, { "01.5", "leading zero", 2 },
      { "+1", "does not exist", 0 }, { ".5", "does not exist", 0 }, { "-.5", "without digits", 1 }, { "-", "without digits", 1 },
      { "--1", "without digits", 1 }, { "-a", "without digits", 1 }, { "1.", "behind it", 2 }, { "1.e5", "behind it", 2 },
      { "0.", "behind it", 2 }, { "1.-5", "behind it", 2 }, { "1e", "exponent without", 2 }, { "1e+", "exponent without", 3 },
      { "1E-", "exponent without", 3 }, { "1e.5", "exponent without", 2 }, { "1ee5", "exponent without", 2 },
      { "1e5.5", "behind the value", 3 }, { "1.2.3", "behind the value", 3 }, { "1 2", "behind the value", 2 },
      { "1,5", "behind the value", 1 }, { "1_000", "behind the value", 1 }, { "0x10", "behind the value", 1 },
      { "0b1", "behind the value", 1 }, { "1f", "behind the value", 1 }, { "1n", "behind the value", 1 },
      { "NaN", "does not exist", 0 }, { "nan", "does not exist", 0 }, { "Infinity", "does not exist", 0 },
      { "-Infinity", "without digits", 1 }, { "inf", "does not exist", 0 }, { "1\0", "behind the value", 1 },
      { "[01]", "leading zero", 3 }, { "[1.]", "behind it", 3 }, { "[-]", "without digits", 2 }, { "[1e]", "exponent without", 3 },
      { '{"a":0x10}', "comma or the end", 6 }, { "\217\161", "does not exist", 0 },
    }) do
      refuse(case[1], case[2], case[3])
    end
  end)
end)

describe("numbers of an answer, many of them", function()
  it("are what tonumber makes of all digits of a double", function()
    local source = generate.new(SEED)
    for _ = 1, 5000 do
      local mantissa = 1 + source:int(0, 2 ^ 26 - 1) / 2 ^ 26 + source:int(0, 2 ^ 26 - 1) / 2 ^ 52
      local value = mantissa * 2 ^ source:int(-1074, 1023)
      float(("%.17g"):format(value):gsub("^(%d+)$", "%1.0"), value)
      local text = ("%.25e"):format(value)
      assert(core.decode(text) == tonumber(text), text)
    end
  end)

  it("are what tonumber makes of a decimal of any length", function()
    local source = generate.new(SEED)
    for _ = 1, 5000 do
      local text = ("%s.%s"):format(source:digits(source:int(1, 17)), source:digits(source:int(1, 17)):reverse())
      assert(core.decode(text) == tonumber(text), text)
      assert(core.decode("-" .. text) == -tonumber(text), text)
    end
  end)

  it("are exact for every price and for stamps with milliseconds", function()
    local source = generate.new(SEED)
    for cents = 0, 50000 do
      local text = ("%d.%02d"):format(math.floor(cents / 100), cents % 100)
      assert(core.decode(text) == cents / 100, text)
    end
    for _ = 1, 2000 do
      local text = ("17%s.%s"):format(source:digits(8), source:digits(3))
      assert(core.decode(text) == tonumber(text), text)
    end
  end)

  it("are integers from the first to the last of 15 digits", function()
    local source = generate.new(SEED)
    for length = 1, 15 do
      for _, text in ipairs({ "1" .. ("0"):rep(length - 1), ("9"):rep(length), source:digits(length) }) do
        integer(text, tonumber(text))
        integer("-" .. text, -tonumber(text))
      end
    end
  end)
end)

describe("a locale with a decimal comma", function()
  -- In a process of its own, since a locale holds for all of it. fansly.json is loaded before, as in a host that sets its
  -- locale late.
  local CODE = [[
    local core, json = require("fansly.core"), require("fansly.json")
    local key = core.key("k")
    local function chosen()
      for name in ("de_DE.UTF-8 de_DE.utf8 de_DE fr_FR.UTF-8 nl_NL.UTF-8 es_ES.UTF-8 pt_BR.UTF-8 ru_RU.UTF-8"):gmatch("%S+") do
        if os.setlocale(name) then
          return name
        end
      end
    end
    if not chosen() then
      return print("no locale")
    end
    local read = core.decode("[1.5,-0.25,1e-2,12345678901234567.25,1774754024.426,3.0,0.12345678901234567,2.5e-3]")
    local _, problem, offset = core.decode("[1,5.]")
    local _, no_comma = core.decode("1,5")
    local wait = core.answer(429, "Retry-After: 1.5\r\n", "{}", key).retry_after
    local page = core.answer(200, "", '{"data":{"nextCursor":1774754024.426},"items":[]}', key, { items = { "items" } })
    local written = json.encode({ 4.99, 0.5, 1e-7, 123456789012345, 1.5e10 })
    os.setlocale("C")
    for i, number in ipairs(read) do
      read[i] = ("%.17g"):format(number)
    end
    print(table.concat(read, " "))
    print(problem, offset, no_comma)
    print(wait, page.cursor, written)
  ]]

  -- A folder with a locale that is made for the occasion; empty where the system has not the means.
  local MAKE = [[
    dir=$(mktemp -d "${TMPDIR:-/tmp}/fansly-locale.XXXXXX") && echo "$dir"
    localedef -i de_DE -f UTF-8 "$dir/de_DE.UTF-8" >/dev/null 2>&1
  ]]

  it("changes nothing", function()
    local pipe = assert(io.popen("unset LD_PRELOAD;" .. MAKE))
    local folder = pipe:read("*l")
    pipe:close()
    local output = child.run(CODE)
    if output:find("^no locale") then
      -- glibc keeps what it read from LOCPATH
      output = child.run(CODE, { LOCPATH = folder, ASAN_OPTIONS = "detect_leaks=0" })
    end
    os.execute("rm -r " .. child.quoted(folder))
    if output:find("^no locale") then
      pending("no locale with a decimal comma is here, and none can be made (Debian's package locales)")
      return
    end
    assert.equal(
      "1.5 -0.25 0.01 12345678901234568 1774754024.4260001 3 0.12345678901234566 0.0025000000000000001\n"
        .. "a decimal point without digits behind it\t5\tsomething stands behind the value\n"
        .. "1.5\t1774754024.426\t[4.99,0.5,1e-07,123456789012345,15000000000]\n",
      output
    )
  end)
end)
