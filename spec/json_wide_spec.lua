-- The reader looks at many bytes at once, guesses names and keeps short strings to itself: none of that shows, wherever the edges are.

local core = require("fansly.core")

local key = core.key("a-key-for-specs")
local some = { items = { "items" }, fields = { "id" } }

-- What core.decode says of a value, and what it says where the value is passed over: the problem and how many bytes into the value.
local function read(value)
  local read_value, problem, offset = core.decode(value)
  return read_value, problem, offset
end

local function skip(value)
  local before = '{"items":[{"id":1,"other":'
  local exchange = core.answer(200, "", before .. value .. "}]}", key, some)
  if exchange.unreadable then
    local problem, at = exchange.detail:match("^the answer cannot be read: (.*) at byte (%d+)$")
    return nil, problem, tonumber(at) - 1 - #before
  end
  assert.same({ { id = 1 } }, exchange.items)
  return true
end

describe("strings of every length", function()
  local endings = {
    { "", "" },
    { "\\n", "\n" },
    { "\\/", "/" },
    { "\\u20ac", "\226\130\172" },
    { "\226\130\172", "\226\130\172" },
    { "\195\169x", "\195\169x" },
  }

  it("are read and passed over", function()
    for length = 0, 100 do
      local plain = ("x"):rep(length)
      for _, ending in ipairs(endings) do
        for rest = 0, 40, 5 do
          local text = plain .. ending[1] .. ("y"):rep(rest)
          assert.equal(plain .. ending[2] .. ("y"):rep(rest), read('"' .. text .. '"'))
          assert.is_true(skip('"' .. text .. '"'))
          assert.is_true(skip('{"' .. text .. '":[]}'))
          assert.same({ [plain .. ending[2] .. ("y"):rep(rest)] = 1 }, read('{"' .. text .. '":1}'))
        end
      end
    end
  end)

  it("are refused at the byte that is wrong", function()
    for length = 0, 70 do
      for rest = 0, 40, 8 do
        for _, wrong in ipairs({ "\31", "\128", "\226\130", "\255", "\\x", "\\ud83", "\0" }) do
          local value = '"' .. ("x"):rep(length) .. wrong .. ("y"):rep(rest) .. '"'
          local _, problem, offset = read(value)
          local _, skip_problem, skip_offset = skip(value)
          assert.is_string(problem)
          assert.equal(problem, skip_problem)
          assert.equal(offset, skip_offset)
          assert.is_true(offset >= 1 + length and offset <= 1 + length + #wrong)
        end
      end
    end
  end)

  it("keep what stands between escapes, however long it is", function()
    for length = 500, 520 do
      for _, lengths in ipairs({ { length }, { 3, length }, { length, 3, length }, { 2 * length, 1 } }) do
        local written, expected = {}, {}
        for i, len in ipairs(lengths) do
          local run = string.char(96 + i):rep(len)
          written[i], expected[i] = run .. "\\t\\u20ac", run .. "\t\226\130\172"
        end
        assert.equal(table.concat(expected), read('"' .. table.concat(written) .. '"'))
        assert.is_true(skip('"' .. table.concat(written) .. '"'))
      end
    end
  end)
end)

-- An object of objects with names from..to each, and its text.
local function nested(from, to, levels)
  local value, parts = {}, {}
  for i = from, to do
    value["name" .. i] = i
    parts[#parts + 1] = ('"name%d":%d'):format(i, i)
    if levels > 0 and i % 7 == 0 then
      local inner, text = nested(from + i, to + i, levels - 1)
      value["in" .. i] = inner
      parts[#parts + 1] = ('"in%d":%s'):format(i, text)
    end
  end
  return value, "{" .. table.concat(parts, ",") .. "}"
end

describe("names", function()
  it("are not taken for others that begin or end as they do", function()
    local names = { "a", "ab", "abc", "", "a_name_of_14_b", "a_name_of_15_by", "a_name_of_15_byx", "a name of more than thirty bytes" }
    for _, first in ipairs(names) do
      for _, second in ipairs(names) do
        local expected = { [first] = 1 }
        expected[second] = 2
        local text = ('{"%s":1,"%s":2}'):format(first, second)
        local list = "[" .. (text .. ","):rep(3) .. ('{"%s":2,"%s":1}'):format(second, first) .. "," .. text .. "]"
        local last = { [second] = 2 }
        last[first] = 1
        assert.same({ expected, expected, expected, last, expected }, read(list))
        assert.is_true(skip(list))
        for _, broken in ipairs({ list:gsub("([,%[]){\"", "%1{'"), (list:gsub('":2', "':2")), (list:gsub('":2}]$', '"2}]')) }) do
          if broken ~= list then
            local _, problem, offset = read(broken)
            local _, skip_problem, skip_offset = skip(broken)
            assert.is_string(problem)
            assert.same({ problem, offset }, { skip_problem, skip_offset })
          end
        end
      end
    end
  end)

  it("may be more than are kept in mind, at every level", function()
    for _, count in ipairs({ 126, 127, 128, 129, 300 }) do
      local expected, text = nested(1, count, 2)
      assert.same(expected, read(text))
      assert.is_true(skip(text))
    end
  end)

  it("are chosen rightly behind values that were passed over", function()
    local _, many = nested(1, 200, 1)
    local items = ('{"items":[{"x":{"id":1,"y":2},"id":3,"y":4},{"z":%s,"id":5},{"id":6,"y":{"id":7}},{"i\\u0064":8}]}'):format(many)
    local both = core.answer(200, "", items, key, { items = { "items" }, fields = { "y", "id" } })
    assert.same({ { id = 3, y = 4 }, { id = 5 }, { id = 6, y = { id = 7 } }, { id = 8 } }, both.items)
    assert.same({ { id = 3 }, { id = 5 }, { id = 6 }, { id = 8 } }, core.answer(200, "", items, key, some).items)
    local empty = core.answer(200, "", '{"items":[{"":1,"a":2},{"a":3,"":4}]}', key, { items = { "items" }, fields = { "" } })
    assert.same({ { [""] = 1 }, { [""] = 4 } }, empty.items)
  end)
end)

describe("levels of a value that is passed over #quick", function()
  it("are counted as those of one that is read", function()
    for _, opening in ipairs({ "[", '{"a":' }) do
      local closing = opening == "[" and "]" or "}"
      for levels = 58, 63 do -- of which three stand around it
        local value = opening:rep(levels) .. "1" .. closing:rep(levels)
        local ok, problem, offset = skip(value)
        assert.equal(levels <= 61, ok == true)
        if not ok then
          assert.same({ "nested deeper than 64 levels", 61 * #opening }, { problem, offset })
        end
      end
    end
  end)

  it("close as they opened", function()
    local values = {
      "[}", '{"a":1]', "[[1}]", '[{"a":[1}]', "[1,]", "[,1]", '{"a":1,}', "{,}", "[1 2]", '{"a" 1}', '{"a":}', "[-]", "[01]", "[1.]"
    }
    for _, value in ipairs(values) do
      local _, problem, offset = read(value)
      local _, skip_problem, skip_offset = skip(value)
      assert.same({ problem, offset }, { skip_problem, skip_offset }, value)
    end
    assert.is_true(skip(' [ { } , [ ] , { "a" : [ 1 , -0 , 1.5e3 , 12345678901234567890 , null , true , false ] } ] '))
  end)
end)
