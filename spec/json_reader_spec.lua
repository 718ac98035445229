-- The reader of answers, core.decode: RFC 8259 to the letter, what values become, and what is refused.

local core = require("fansly.core")
local json = require("fansly.json")
local generate = require("spec.support.json_generate")

local SEED = math.floor(tonumber(os.getenv("FANSLY_SPEC_SEED")) or 20260512)

local math_type = rawget(math, "type") or function(value)
  return value % 1 == 0 and "integer" or "float"
end

-- Bytes that do not print, made visible for messages.
local function show(text)
  local cut = #text > 300 and text:sub(1, 300) .. "..." or text
  return (cut:gsub("[^\32-\126]", function(c)
    return ("\\%d"):format(c:byte())
  end))
end

local function accept(text)
  local value, problem, offset = core.decode(text)
  if problem then
    error(("%s at %s: %s"):format(problem, tostring(offset), show(text)), 2)
  end
  return value
end

local function refuse(text, expected, expected_offset)
  local value, problem, offset = core.decode(text)
  if problem == nil then
    error("accepted: " .. show(text), 2)
  end
  assert.is_nil(value)
  assert.is_true(type(problem) == "string" and #problem > 0)
  assert.is_true(math_type(offset) == "integer" and offset >= 0 and offset <= #text, show(text))
  if expected and not problem:find(expected, 1, true) then
    error(("%s: refused for %q, not %q"):format(show(text), problem, expected), 2)
  end
  if expected_offset then
    assert.equal(expected_offset, offset, show(text))
  end
end

local function nest(opening, inside, closing, levels)
  return opening:rep(levels) .. inside .. closing:rep(levels)
end

describe("core.decode, the grammar #quick", function()
  it("reads every kind of value", function()
    assert.same({ a = { 1, "x", true, false, json.null, {}, {} }, b = {} }, accept('{"a":[1,"x",true,false,null,{},[]],"b":{}}'))
    assert.equal("x", accept('"x"'))
    assert.equal("", accept('""'))
    assert.is_true(accept("true"))
    assert.is_false(accept("false"))
    assert.equal(json.null, accept("null"))
  end)

  it("allows white space of four kinds between all tokens, and no other", function()
    local tokens = { "", "{", '"a"', ":", "[", "1", ",", "{", "}", "]", ",", '"b"', ":", "null", "}", "" }
    for _, space in ipairs({ " ", "\t", "\n", "\r", " \r\n\t " }) do
      assert.same({ a = { 1, {} } }, accept(table.concat(tokens, space)))
    end
    for _, space in ipairs({ "\11", "\12", "\0", "\194\160", "\226\128\168", "\239\187\191", "//\n", "/**/", "#\n" }) do
      for place = 1, #tokens - 1 do
        local text = table.concat(tokens, "", 1, place) .. space .. table.concat(tokens, "", place + 1)
        refuse(text)
      end
    end
  end)

  it("leaves null out of objects and keeps it in lists", function()
    local object = accept('{"a":null,"b":{"c":null},"d":1}')
    assert.same({ b = {}, d = 1 }, object)
    assert.is_nil(next(object.b))
    local list = accept("[null,1,null]")
    assert.equal(3, #list)
    assert.equal(json.null, list[1])
    assert.equal(json.null, list[3])
  end)

  it("lets the last of equal keys count", function()
    assert.same({ a = 2 }, accept('{"a":1,"a":2}'))
    assert.same({ b = 1 }, accept('{"a":1,"b":1,"a":null}'))
    assert.same({ a = 1 }, accept('{"a":null,"a":1}'))
    assert.same({ a = 3 }, accept('{"a":1,"a":null,"a":null,"a":3}'))
    assert.same({ a = { y = 2 } }, accept('{"a":{"x":1},"a":{"y":2}}'))
    assert.same({ a = 2 }, accept('{"a":1,"\\u0061":2}'))
    assert.same({}, accept('{"a":false,"a":null}'))
  end)

  it("keeps names as they are", function()
    assert.same({ [""] = 1, ["1"] = 2, ["a\0b"] = 3, ["\195\169"] = 4 }, accept('{"":1,"1":2,"a\\u0000b":3,"\195\169":4}'))
  end)

  it("refuses what is not JSON and tells where", function()
    for _, case in ipairs({
      { "", "ends too early", 0 },
      { "  ", "ends too early", 2 },
      { "\239\187\191{}", "does not exist", 0 },
      { "{} {}", "behind the value", 3 },
      { "[1]x", "behind the value", 3 },
      { "1,", "behind the value", 1 },
      { "null\0", "behind the value", 4 },
      { "[1,]", "does not exist", 3 },
      { "[,1]", "does not exist", 1 },
      { "[1 2]", "comma or the end", 3 },
      { "[1}", "comma or the end", 2 },
      { "[1", "ends too early", 2 },
      { "[", "ends too early", 1 },
      { '{"a":1,}', "name in quotes", 7 },
      { "{,}", "name in quotes", 1 },
      { "{a:1}", "name in quotes", 1 },
      { "{'a':1}", "name in quotes", 1 },
      { "{1:1}", "name in quotes", 1 },
      { '{"a" 1}', "colon", 5 },
      { '{"a":}', "does not exist", 5 },
      { '{"a":1]', "comma or the end", 6 },
      { '{"a"', "colon", 4 },
      { "{", "ends too early", 1 },
      { "tru", "does not exist", 0 },
      { "True", "does not exist", 0 },
      { "nul", "does not exist", 0 },
      { '{"a":nul}', "does not exist", 5 },
      { "fals", "does not exist", 0 },
      { "undefined", "does not exist", 0 },
      { "'a'", "does not exist", 0 },
      { '"a', "ends inside a string", 2 },
      { '["a\nb"]', "control character", 3 },
    }) do
      refuse(case[1], case[2], case[3])
    end
  end)

  it("takes nothing but digits for a value of one byte", function()
    for byte = 0, 255 do
      local text = string.char(byte)
      if text:find("^%d$") then
        assert.equal(byte - 48, accept(text))
      else
        refuse(text)
      end
    end
  end)

  it("refuses a document that ends too early, wherever that is", function()
    for _, document in ipairs({
      '{"statusCode":200,"data":{"status_code":200,"data":{"success":true,"response":[1.5e3,-0,null]}}}',
      ' [ "\\ud83d\\ude00\\n\\u00e9" , "\195\169\226\130\172\240\159\152\128" , { "a" : [ [ ] , { } ] } ] ',
      '"\\"\\\\\\/\\b\\f\\n\\r\\t"',
      '{"a":{"b":null,"b":false},"long":123456789012345678901,"\\u0061":12.5}',
    }) do
      local whole = #document:gsub("%s+$", "")
      accept(document)
      for cut = 0, whole - 1 do
        refuse(document:sub(1, cut))
      end
    end
  end)
end)

describe("core.decode, limits", function()
  it("reads 64 levels and refuses the 65th #quick", function()
    local function levels(read, n)
      read(nest("[", "", "]", n), "deeper than 64")
      read(nest("[", "1", "]", n), "deeper than 64")
      read(nest('{"a":', '"x"', "}", n - 1), "deeper than 64")
      read(nest('{"a":[', n % 2 == 0 and "" or "{}", "]}", math.floor(n / 2)), "deeper than 64")
      read(nest("[", "{}", "]", n - 1), "deeper than 64")
      read('[{"a":1},' .. nest("[", "", "]", n - 1) .. "]", "deeper than 64")
    end
    levels(accept, 64)
    refuse(nest('{"a":', "1", "}", 65), "deeper than 64", 64 * 5)
    refuse(nest("[", "", "]", 65), "deeper than 64", 64)
    refuse(nest("[", "{}", "]", 64), "deeper than 64", 64)
    refuse(nest('{"a":[', "{}", "]}", 32), "deeper than 64", 32 * 6)
    refuse(("["):rep(100000), "deeper than 64", 64)
    refuse(('{"a":'):rep(100000), "deeper than 64", 64 * 5)
  end)

  it("reads long lists, wide objects and long strings", function()
    local list = accept("[" .. ("7,"):rep(99999) .. "8]")
    assert.equal(100000, #list)
    assert.equal(7, list[99999])
    assert.equal(8, list[100000])
    local fields = {}
    for i = 1, 5000 do
      fields[i] = ('"k%d":%d'):format(i, i)
    end
    local object = accept("{" .. table.concat(fields, ",") .. "}")
    for i = 1, 5000 do
      assert(object["k" .. i] == i)
    end
    local megabyte = ("0123456789abcde\195\169"):rep(61681)
    assert.is_true(accept('"' .. megabyte .. '"') == megabyte)
    assert.is_true(accept('"' .. megabyte:gsub("\195\169", "\\u00e9") .. '"') == megabyte)
    assert.is_true(accept('{"' .. megabyte .. '":1}')[megabyte] == 1)
  end)
end)

-- UTF-8 by its definition, slowly.
local function encode(code)
  if code < 0x80 then
    return string.char(code)
  elseif code < 0x800 then
    return string.char(0xc0 + math.floor(code / 64), 0x80 + code % 64)
  elseif code < 0x10000 then
    return string.char(0xe0 + math.floor(code / 4096), 0x80 + math.floor(code / 64) % 64, 0x80 + code % 64)
  end
  return string.char(
    0xf0 + math.floor(code / 262144),
    0x80 + math.floor(code / 4096) % 64,
    0x80 + math.floor(code / 64) % 64,
    0x80 + code % 64
  )
end

describe("core.decode, strings", function()
  it("knows the eight short escapes and no others #quick", function()
    local known = { ['"'] = '"', ["\\"] = "\\", ["/"] = "/", b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }
    for byte = 0, 255 do
      local c = string.char(byte)
      if known[c] then
        assert.equal("<" .. known[c] .. ">", accept('"<\\' .. c .. '>"'))
      else
        refuse('"<\\' .. c .. '>"', "escape")
      end
    end
  end)

  it("takes every byte from space to DEL as it is, but quote and backslash #quick", function()
    for byte = 0, 255 do
      local c = string.char(byte)
      if byte < 32 then
        refuse('"' .. c .. '"', "control character", 1)
        refuse('"\\n' .. c .. '"', "control character", 3)
      elseif byte >= 128 then
        refuse('"' .. c .. '"', "not UTF-8", 1)
      elseif c ~= '"' and c ~= "\\" then
        assert.equal(c, accept('"' .. c .. '"'))
      end
    end
  end)

  it("reads \\u of all 65,536 numbers, in both cases; half a pair is U+FFFD", function()
    for _, form in ipairs({ '"\\u%04x"', '"\\u%04X"' }) do
      for block = 0, 0xff do
        local texts = {}
        for i = 0, 0xff do
          texts[i + 1] = form:format(block * 256 + i)
        end
        local read = accept("[" .. table.concat(texts, ",") .. "]")
        for i = 0, 0xff do
          local code = block * 256 + i
          local is_half = code >= 0xd800 and code <= 0xdfff
          assert(read[i + 1] == encode(is_half and 0xfffd or code), texts[i + 1])
        end
      end
    end
  end)

  it("joins surrogate pairs, and only those #quick", function()
    local lone = "\239\191\189"
    assert.equal("\240\159\152\128", accept('"\\ud83d\\ude00"'))
    assert.equal("\240\144\128\128", accept('"\\uD800\\uDC00"'))
    assert.equal("\244\143\191\191", accept('"\\udbff\\udfff"'))
    assert.equal(lone .. "x", accept('"\\ud83dx"'))
    assert.equal(lone .. "\n", accept('"\\ud83d\\n"'))
    assert.equal(lone .. "A", accept('"\\ud83d\\u0041"'))
    assert.equal(lone .. lone, accept('"\\ude00\\ud83d"'))
    assert.equal(lone .. "\240\159\152\128", accept('"\\ud83d\\ud83d\\ude00"'))
    assert.equal(lone .. "\238\128\128", accept('"\\udbff\\ue000"'))
    assert.same({ [lone] = 1 }, accept('{"\\ud83d":1}'))
  end)

  it("refuses \\u without four hex digits #quick", function()
    for _, text in ipairs({
      "\\u", "\\u1", "\\u12", "\\u123", "\\u123g", "\\u-123", "\\u+123", "\\u 123", "\\u0x12", "\\U0041", "\\u{41}", "\\u12\\n4",
      "\\ud83d\\u", "\\ud83d\\ude0", "\\ud83d\\uzzzz", "\\x41", "\\0", "\\'", "\\a", "\\\n",
    }) do
      refuse('"' .. text .. '"', "escape")
    end
  end)

  it("takes NUL as an escape, not as a byte #quick", function()
    assert.equal("a\0b", accept('"a\\u0000b"'))
    refuse('"a\0b"', "control character", 2)
  end)
end)

-- Whether a string is UTF-8, by taking it apart into code points.
local function is_utf8(text)
  local place = 1
  while place <= #text do
    local head = text:byte(place)
    local length = head < 0x80 and 1 or head >= 0xc0 and head < 0xe0 and 2 or head >= 0xe0 and head < 0xf0 and 3 or 4
    local code = head % (length == 1 and 128 or 2 ^ (7 - length))
    for i = 1, length - 1 do
      code = code * 64 + (text:byte(place + i) or 0) % 64
    end
    local is_half = code >= 0xd800 and code <= 0xdfff
    if is_half or code > 0x10ffff or encode(code) ~= text:sub(place, place + length - 1) then
      return false
    end
    place = place + length
  end
  return true
end

describe("core.decode and core.is_utf8", function()
  it("agree with the definition on strings of up to four bytes", function()
    local tails = { "\1", "\128", "\143", "\144", "\159", "\160", "\191", "\192" }
    local function check(text)
      local expected = is_utf8(text)
      assert(core.is_utf8(text) == expected, show(text))
      -- a control character is a fault of its own
      local quoted = '"' .. text:gsub("\1", "!") .. '"'
      assert((core.decode(quoted) ~= nil) == expected, show(text))
    end
    for head = 0x80, 0xff do
      local first = string.char(head)
      check(first)
      for _, second in ipairs(tails) do
        check(first .. second)
        for _, third in ipairs(tails) do
          check(first .. second .. third)
          for _, fourth in ipairs(head >= 0xe0 and tails or {}) do
            check(first .. second .. third .. fourth)
          end
        end
      end
    end
  end)

  it("refuse each class of bad bytes, in values, names and behind escapes #quick", function()
    for _, bytes in ipairs({
      "\128", "\191\191", "\192\128", "\193\191", "\224\128\128", "\224\159\191", "\240\128\128\128", "\240\143\191\191",
      "\237\160\128", "\237\175\191\237\191\191", "\244\144\128\128", "\245\128\128\128", "\248\136\128\128\128", "\254", "\255",
      "\195", "\226\130", "\240\159\152", "\195(", "\226(\161", "\240\159(\152",
    }) do
      assert.is_false(core.is_utf8("a" .. bytes .. "b"))
      refuse('"a' .. bytes .. 'b"', "not UTF-8", 2)
      refuse('"\\n' .. bytes .. 'b"', "not UTF-8", 3)
      refuse('{"' .. bytes .. '":1}', "not UTF-8", 2)
      refuse('{"a":null,"b":["' .. bytes .. '"]}', "not UTF-8")
      refuse('"' .. bytes, "not UTF-8", 1)
    end
    assert.is_true(core.is_utf8(""))
    assert.is_true(core.is_utf8("a\0b\127"))
  end)

  it("never look behind the end of the text", function()
    local source = generate.new(SEED)
    for _ = 1, 200 do
      local text = source:string()
      for cut = 1, #text - 1 do
        refuse(text:sub(1, cut))
      end
    end
  end)
end)
