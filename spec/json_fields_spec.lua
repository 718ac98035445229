-- What is built of a list: the wanted fields of its items, and all of everything else; the rest is checked all the same.

local core = require("fansly.core")
local json = require("fansly.json")

local key = core.key("a-key-for-specs")
local PLACE = "data.data.response.data"

local function answer(body, fields, places)
  return core.answer(200, "", body, key, { items = places or { PLACE }, fields = fields })
end

-- An answer with these texts as its items.
local function list(...)
  return ('{"data":{"data":{"response":{"data":[%s]}}}}'):format(table.concat({ ... }, ","))
end

describe("fields of items #quick", function()
  it("are built where they are wanted, and nothing else of the item", function()
    local body = list('{"id":"1","x":{"id":"no"},"unreadCount":3,"y":[1]}', '{"y":null,"id":"2"}', "{}")
    assert.same({ { id = "1", unreadCount = 3 }, { id = "2" }, {} }, answer(body, { "id", "unreadCount" }).items)
  end)

  it("are all there without a choice", function()
    local body = list('{"id":"1","x":{"id":"no"}}')
    assert.same({ { id = "1", x = { id = "no" } } }, answer(body).items)
    assert.same({ { id = "1", x = { id = "no" } } }, answer(body, {}).items)
    assert.is_nil(core.answer(200, "", body, key).items)
  end)

  it("keep all that is inside of them", function()
    local exchange = answer(list('{"partner":{"id":"7","name":null,"tags":["a",{"b":null}]},"id":"1"}'), { "partner" })
    assert.same({ { partner = { id = "7", tags = { "a", {} } } } }, exchange.items)
  end)

  it("leave the rest of the document alone", function()
    local exchange = answer(
      '{"statusCode":200,"message":"m","data":{"status_code":200,"nextCursor":"c","data":{"success":true,"response":{'
        .. '"aggregationData":{"accounts":[{"id":"a","x":1}],"data":[{"id":"b","x":2}]},"data":[{"id":"1","x":3}],"total":9}}}}',
      { "id" }
    )
    assert.same({
      aggregationData = { accounts = { { id = "a", x = 1 } }, data = { { id = "b", x = 2 } } },
      data = { { id = "1" } },
      total = 9,
    }, exchange.value)
    assert.equal(exchange.value.data, exchange.items)
    assert.equal("c", exchange.cursor)
    assert.equal("m", exchange.message)
    assert.equal(200, exchange.status_code)
  end)

  it("are known in every spelling of their names, and of the names on the way", function()
    local body = '{"d\\u0061ta":{"data":{"\\u0072esponse":{"data":[{"\\u0069d":1,"i\\u0064x":2,"id\\u0000":3,"x":4}]}}}}'
    assert.same({ { id = 1 } }, answer(body, { "id" }).items)
    assert.same({ { ["a\0b"] = 1 } }, answer(list('{"a\\u0000b":1,"a":2}'), { "a\0b" }).items)
    assert.same({ { ["\195\169"] = 1 } }, answer(list('{"\\u00e9":1,"e":2}'), { "\195\169" }).items)
    assert.same({ { [""] = 1 } }, answer(list('{"":1,"e":2}'), { "" }).items)
  end)

  it("follow the rule for equal names", function()
    assert.same({ { id = 2 } }, answer(list('{"id":1,"x":1,"\\u0069d":2}'), { "id" }).items)
    assert.same({ {} }, answer(list('{"id":1,"x":1,"id":null}'), { "id" }).items)
  end)

  it("are those of items alone: other elements are built whole", function()
    local exchange = answer(list("1", "null", '"x"', '[{"id":1,"x":2}]', '{"id":1,"x":2}'), { "id" })
    assert.same({ 1, json.null, "x", { { id = 1, x = 2 } }, { id = 1 } }, exchange.items)
  end)

  it("may be up to 64", function()
    local names, parts, expected = {}, {}, {}
    for i = 1, 64 do
      names[i] = "f" .. i
      parts[i] = ('"f%d":%d,"g%d":0'):format(i, i, i)
      expected["f" .. i] = i
    end
    assert.same({ expected }, answer(list("{" .. table.concat(parts, ",") .. "}"), names).items)
    names[65] = "f65"
    assert.error_matches(function()
      answer(list("{}"), names)
    end, "more than 64")
    assert.error_matches(function()
      answer(list("{}"), { 1 })
    end, "not a string")
  end)
end)

describe("the place of items #quick", function()
  local function at(places, body)
    local exchange = answer(body, { "id" }, places)
    assert.is_nil(exchange.unreadable)
    return exchange
  end

  it("is the first one of several that holds a list", function()
    local places = { "data.data.response", "data.data.response.media", "data.data.response.data" }
    local item = '[{"id":1,"x":2}]'
    local only = { { id = 1 } }
    assert.same(only, at(places, ('{"data":{"data":{"response":%s}}}'):format(item)).items)
    assert.same(only, at(places, ('{"data":{"data":{"response":{"media":%s,"cursor":"c"}}}}'):format(item)).items)
    assert.same(only, at(places, ('{"data":{"data":{"response":{"media":{"x":1},"data":%s}}}}'):format(item)).items)
    assert.same(only, at(places, ('{"data":{"data":{"response":{"media":null,"data":%s}}}}'):format(item)).items)
    assert.same(only, at({ "data.a", "data.b" }, ('{"data":{"b":%s}}'):format(item)).items)
    assert.same({}, at(places, '{"data":{"data":{"response":[]}}}').items)
    assert.same({}, at(places, '{"data":{"data":{"response":{"media":[]}}}}').items)
  end)

  it("holds no items when there is something else, or nothing", function()
    for _, body in ipairs({
      '{"data":{"data":{"response":{"data":{"id":1,"x":2}}}}}',
      '{"data":{"data":{"response":{"data":null}}}}',
      '{"data":{"data":{"response":{"data":"x"}}}}',
      '{"data":{"data":{"response":{}}}}',
      '{"data":{"data":[]}}',
      '{"data":[{"data":1}]}',
      '{"data":7}',
      "[]",
      "7",
      "null",
    }) do
      assert.is_nil(at({ PLACE }, body).items, body)
    end
    assert.same({ id = 1, x = 2 }, at({ PLACE }, '{"data":{"data":{"response":{"data":{"id":1,"x":2}}}}}').value.data)
  end)

  it("is found by whole names", function()
    local item = '[{"id":1,"x":2}]'
    for _, body in ipairs({
      '{"a\\u0000bb":{"items":%s}}',
      '{"a.bb":{"items":%s}}',
      '{"a.bb.items":%s}',
      '{"a":{"b":{"items":%s}}}',
      '{"a":{"bb":{"item":%s}}}',
      '{"a":{"bb":{"itemss":%s}}}',
      '{"a":{"bb":{"items\\u0000":%s}}}',
      '{"a":{"bb\\u0000items":%s}}',
      '{"":{"a":{"bb":{"items":%s}}}}',
      '{"bb":{"items":%s}}',
      '{"items":%s}',
      '{"a":[{"bb":{"items":%s}}]}',
      '{"a\\u0000' .. ("x"):rep(300) .. '":{"bb":{"items":%s}}}',
    }) do
      local text = body:format(item)
      assert.same(core.decode(text), at({ "a.bb.items" }, text).value, body)
    end
    assert.same({ a = { bb = { items = { { id = 1 } } } } }, at({ "a.bb.items" }, ('{"a":{"bb":{"items":%s}}}'):format(item)).value)
  end)

  it("may be one of up to four", function()
    assert.same({ { id = 1 } }, at({ "a", "b", "c", "d" }, '{"d":[{"id":1,"x":2}]}').items)
    assert.error_matches(function()
      at({ "a", "b", "c", "d", "e" }, "{}")
    end, "more than 4")
  end)
end)

describe("what is not built #quick", function()
  local function nest(levels)
    return ("["):rep(levels) .. ("]"):rep(levels)
  end

  -- Levels around a field of an item, itself not counted.
  local AROUND = 6

  it("may be anything that is valid", function()
    for _, value in ipairs({
      "null", "true", "false", "0", "-0.5e-10", "12345678901234567890", "1e-400", '""', '"\\u0000\\ud800\\n\195\169"', "[]", "{}",
      ' [ 1 , [ ] , { "a" : [ null ] , "\\u0061" : 2 } ] ', ("9"):rep(500), ("1"):rep(300) .. ".5", nest(64 - AROUND),
    }) do
      local exchange = answer(list('{"x":' .. value .. ',"id":1}', '{"id":2,"x":' .. value .. "}"), { "id" })
      assert.is_nil(exchange.detail, value)
      assert.same({ { id = 1 }, { id = 2 } }, exchange.items)
    end
  end)

  it("is checked like everything else", function()
    for _, value in ipairs({
      "", "nul", "tru", "True", "01", "1.", ".5", "+1", "-", "1e", "1e400", "-1e400", ("9"):rep(400) .. ".5", "0x10", "NaN", "'a'",
      '"', '"\1"', '"\\x"', '"\\u12"', '"\255"', '"\192\128"', '"\237\160\128"', "[1,]", "[1", "[1 2]", "{,}", '{"a"}', '{"a":}',
      '{"a":1,}', '{a:1}', '{"\255":1}', '{"\\q":1}', '{"a":[01]}', "1 2", "/**/1", "\0", "]", "}", nest(65 - AROUND), nest(5000),
    }) do
      local body = list('{"id":1}', '{"x":' .. value .. ',"id":2}')
      local chosen, whole = answer(body, { "id" }), answer(body)
      assert.equal(value:find("^%[%[") and "limit" or "protocol", chosen.unreadable, value)
      assert.matches("^the answer cannot be read: .* at byte %d+$", chosen.detail)
      assert.equal(whole.detail, chosen.detail)
      assert.equal("maybe_sent", chosen.outcome)
      assert.is_nil(chosen.value)
      assert.is_nil(chosen.items)
    end
  end)

  it("does not hide the end of the text", function()
    local body = list('{"x":{"a":["\\u0061\195\169",1.5e3,null]},"id":2}')
    for cut = 1, #body - 1 do
      assert.equal("protocol", answer(body:sub(1, cut), { "id" }).unreadable)
    end
    assert.is_nil(answer(body, { "id" }).unreadable)
  end)

  it("leaves an object beside the items as its text where that is asked for, checked all the same", function()
    local related = '{"accounts":[{"id":"a","name":"\\u00e9\\n"}], "n" : null}'
    local function read(text, fields)
      local body = ('{"later":{"a":1},"data":{"data":{"response":{"data":[{"later":{"b":2},"id":1}],"later":%s}}}}'):format(text)
      return core.answer(200, "", body, key, { items = { PLACE }, fields = fields, later = "later" })
    end
    local exchange = read(related, { "id", "later" })
    assert.same({ data = { { id = 1, later = { b = 2 } } }, later = related }, exchange.value)
    assert.same({ accounts = { { id = "a", name = "\195\169\n" } } }, core.decode(exchange.value.later))
    assert.same({ accounts = { { id = "a", name = "\195\169\n" } } }, read(related).value.later)
    assert.is_nil(read("null", { "id" }).value.later)
    assert.equal("no object", read('"no object"', { "id" }).value.later)
    assert.equal("protocol", read('{"a":tru}', { "id" }).unreadable)
  end)
end)
