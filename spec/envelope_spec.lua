-- The envelope around an answer, through core.answer: success at every level, the value inside, the cursor, and the text,
-- code and outcome of a failure.

local cjson = require("cjson")
local core = require("fansly.core")
local files = require("spec.support.files")
local json = require("fansly.json")

local key = core.key("a-key-for-specs")

local function answer(status, body, want)
  return core.answer(status, "", body, key, want)
end

-- The answer to a value, encoded.
local function answer_of(status, value, want)
  return answer(status, assert(json.encode(value)), want)
end

describe("the value of an answer #quick", function()
  it("is data.data.response, else data.data, else data, else the body", function()
    for _, case in ipairs({
      { '{"data":{"data":{"success":true,"response":{"id":"1"}}}}', { id = "1" } },
      { '{"data":{"data":{"response":[1,2]}}}', { 1, 2 } },
      { '{"data":{"data":{"response":[]}}}', {} },
      { '{"data":{"data":{"response":"text"}}}', "text" },
      { '{"data":{"data":{"response":false}}}', false },
      { '{"data":{"data":{"response":{"success":true}}}}', { success = true } },
      { '{"data":{"data":{"response":{"dataset":null,"aggregationData":null}}}}', {} },
      { '{"data":{"data":{"response":{"media":[1],"cursor":"c"}}}}', { media = { 1 }, cursor = "c" } },
      { '{"data":{"data":{"success":true,"response":null}}}', { success = true } },
      { '{"data":{"status_code":200,"data":{"walls":[{"id":"w"}]}}}', { walls = { { id = "w" } } } },
      { '{"data":{"data":[1]}}', { 1 } },
      { '{"data":{"data":"text"}}', "text" },
      { '{"data":{"success":true,"count":1,"accounts":[{"id":"a"}]}}', { success = true, count = 1, accounts = { { id = "a" } } } },
      { '{"data":{"account_id":"a","requires_2fa":true,"twofa_token":"t","data":{"success":true,"response":{"id":"1"}}}}', { id = "1" } },
      { '{"data":{"account_id":"a","requires_2fa":true,"twofa_token":"t"}}', { account_id = "a", requires_2fa = true, twofa_token = "t" } },
      { '{"data":{"jobId":"j"}}', { jobId = "j" } },
      { '{"data":{"state":"active","progress":40,"result":null}}', { state = "active", progress = 40 } },
      { '{"data":[1,2]}', { 1, 2 } },
      { '{"data":{}}', {} },
      { '{"data":null,"message":"ok"}', { message = "ok" } },
      { '{"message":"ok","x":1}', { message = "ok", x = 1 } },
      { "[1]", { 1 } },
      { "{}", {} },
    }) do
      for _, status in ipairs({ 200, 201, 202 }) do
        local exchange = answer(status, case[1])
        assert.equal("done", exchange.outcome, case[1])
        assert.same(case[2], exchange.value, case[1])
        assert.equal(status, exchange.status)
        assert.equal(#case[1], exchange.bytes)
        assert.is_nil(exchange.body)
        assert.is_nil(exchange.text)
        assert.is_nil(exchange.unreadable)
      end
    end
  end)

  it("keeps unknown fields, long digits and texts with JSON in them", function()
    local response = '{"id":"285000000000000001","big":285000000000000001,"new":{"field":[1]},"metadata":"{\\"a\\":1}"}'
    assert.same(
      { id = "285000000000000001", big = "285000000000000001", new = { field = { 1 } }, metadata = '{"a":1}' },
      answer(200, '{"data":{"data":{"response":' .. response .. "}}}").value
    )
  end)

  it("comes with the envelope's own facts where they are", function()
    local exchange = answer_of(201, {
      statusCode = 201,
      message = "Message sent",
      timestamp = "2026-03-29T03:13:44.470Z",
      data = { status_code = 200, data = { success = true, response = { id = "1" } } },
    })
    assert.equal("Message sent", exchange.message)
    assert.equal("2026-03-29T03:13:44.470Z", exchange.timestamp)
    assert.equal(200, exchange.status_code)
    assert.equal(200, exchange.code)
    exchange = answer(200, '{"message":null,"timestamp":5,"data":{"data":{"response":{}}}}')
    assert.is_nil(exchange.message)
    assert.is_nil(exchange.timestamp)
    assert.is_nil(exchange.status_code)
    assert.is_nil(exchange.code)
  end)

  it("is an empty table for 204 and 205 without a body", function()
    for _, status in ipairs({ 204, 205 }) do
      local exchange = answer(status, "")
      assert.equal("done", exchange.outcome)
      assert.same({}, exchange.value)
      assert.is_nil(exchange.unreadable)
    end
  end)
end)

describe("an example of the API", function()
  it("unwraps to what lua-cjson finds there", function()
    local directory = "../shared/api/examples"
    local pipe = assert(io.popen("env -u LD_PRELOAD ls " .. directory .. " 2>/dev/null"))
    local names = pipe:read("*a")
    pipe:close()
    if names == "" then
      pending("there is no " .. directory .. " beside this checkout")
      return
    end
    for name in names:gmatch("[^\n]+%.json") do
      local text = assert(files.read(directory .. "/" .. name))
      local body = cjson.decode(text)
      local data = type(body.data) == "table" and body.data or nil
      local inner = data and type(data.data) == "table" and data.data or nil
      local status = tonumber(name:match("^error_(%d+)")) or body.statusCode or 200
      local exchange = answer(status, text)
      local expected = inner and inner.response or inner or data or body
      if status >= 400 then
        assert.equal("refused", exchange.outcome, name)
        assert.equal(body.message or body.error, exchange.text, name)
        assert.equal(text, exchange.body, name)
      else
        assert.equal("done", exchange.outcome, name)
        assert.same(core.decode(cjson.encode(expected)), exchange.value, name)
      end
    end
  end)
end)

local PLACES = {
  "data.nextCursor", "data.data.nextCursor", "data.data.response.nextCursor", "data.data.response.cursor", "data.data.cursor",
  "data.cursor",
}

-- A body with texts of JSON at dotted places.
local function body_with(at)
  local root = { data = { data = { response = { list = json.array() } } } }
  for place, value in pairs(at) do
    local level, path, last = root, place:match("^(.*)%.(%w+)$")
    for name in path:gmatch("%w+") do
      level = level[name]
    end
    level[last] = value
  end
  return root
end

describe("the cursor of a page #quick", function()
  local want = { items = { "data.data.response.list" } }

  local function cursor_of(at)
    return answer_of(200, body_with(at), want).cursor
  end

  it("is found in each of six places", function()
    assert.is_nil(cursor_of({}))
    for _, place in ipairs(PLACES) do
      assert.equal("c1", cursor_of({ [place] = "c1" }), place)
    end
    assert.is_nil(cursor_of({ ["data.data.response.next"] = "c" }))
  end)

  it("is the first that says something", function()
    for first = 1, #PLACES do
      for _, nothing in ipairs({ "", 0, -0.0, json.null, false, true, {}, json.array(), { a = 1 } }) do
        local at = {}
        for i, place in ipairs(PLACES) do
          at[place] = "c" .. i
          if i < first then
            at[place] = nothing
          end
        end
        assert.equal("c" .. first, cursor_of(at))
      end
    end
    assert.is_nil(cursor_of({ [PLACES[1]] = "", [PLACES[2]] = 0, [PLACES[3]] = json.null, [PLACES[4]] = {} }))
  end)

  it("is the digits of a number, as the server wrote them", function()
    for _, digits in ipairs({
      "1", "42", "-3", "285000000000000", "999999999999999", "1000000000000000", "285000000000000001", "18446744073709551616",
      "1774754024.426", "0.1", "1774754024.426123", "0.30000000000000004", "-2.5",
    }) do
      local body = '{"data":{"nextCursor":' .. digits .. "}}"
      assert.equal(digits, answer(200, body, want).cursor)
    end
    assert.equal("1000", answer(200, '{"data":{"nextCursor":1e3}}', want).cursor)
    assert.is_nil(answer(200, '{"data":{"nextCursor":0.0}}', want).cursor)
    assert.is_nil(answer(200, '{"data":{"nextCursor":-0}}', want).cursor)
  end)

  it("may be any text, and the text 0 is one", function()
    for _, text in ipairs({ "0", " ", "a b&c=d?", "\195\169", ("x"):rep(5000), "a\0b" }) do
      local body = '{"data":{"nextCursor":"' .. text:gsub("%z", "\\u0000") .. '"}}'
      assert.equal(text, answer(200, body, want).cursor)
    end
  end)

  it("is looked for only where there is a list", function()
    local body = '{"data":{"nextCursor":"c","data":{"response":{"cursor":"position of the mouse"}}}}'
    assert.is_nil(answer(200, body).cursor)
    assert.is_nil(answer(200, body, { items = {} }).cursor)
    assert.equal("c", answer(200, body, want).cursor)
    assert.is_nil(answer(500, body, want).cursor)
    assert.is_nil(answer(200, '{"nextCursor":"c","cursor":"c","data":"x"}', want).cursor)
  end)
end)

describe("the text of an error #quick", function()
  local function text_of(status, body)
    return answer(status, body).text
  end

  it("is the first of message, error and detail that says something", function()
    for _, case in ipairs({
      { '{"statusCode":400,"message":"Invalid","data":null,"error":"Bad Request"}', "Invalid" },
      { '{"error":"Account not found"}', "Account not found" },
      { '{"error":{"code":"E1","message":"Not so","details":"more"}}', "Not so" },
      { '{"error":{"code":"E1","details":"more"}}', "more" },
      { '{"error":{"message":["no"],"details":"more"}}', "more" },
      { '{"error":{"code":1}}', nil },
      { '{"detail":"In detail"}', "In detail" },
      { '{"message":null,"error":null,"detail":"In detail"}', "In detail" },
      { '{"message":"","error":"","detail":"In detail"}', "In detail" },
      { '{"message":["a","b"],"error":"Bad Request"}', "Bad Request" },
      { '{"message":7,"error":[],"detail":{}}', nil },
      { '{"message":"outer","data":{"message":"inner"}}', "inner" },
      { '{"message":"outer","data":{"error":"inner","data":{"error":{"message":"innermost"}}}}', "innermost" },
      { '{"message":"outer","data":"a text"}', "outer" },
      { '"just a text"', nil },
      { "[]", nil },
      { "{}", nil },
    }) do
      for _, status in ipairs({ 400, 404, 429, 500, 302 }) do
        assert.equal(case[2], text_of(status, case[1]), case[1])
      end
    end
  end)

  it("is not the message about a good outer part", function()
    local good = '{"statusCode":201,"message":"Success","data":{"status_code":%s,"data":{"success":false%s}}}'
    assert.is_nil(text_of(201, good:format("200", "")))
    assert.is_nil(text_of(201, good:format("403", "")))
    assert.equal("DMs are closed", text_of(201, good:format("200", ',"error":{"code":99,"message":"DMs are closed"}')))
    assert.equal("why", text_of(201, good:format("400", ',"message":"why"')))
    assert.equal("Bad", text_of(200, '{"statusCode":400,"message":"Bad","data":null}'))
    assert.equal("broken", text_of(200, '{"statusCode":200,"message":"Success","success":false,"error":"broken"}'))
    assert.equal("Bad", text_of(400, '{"statusCode":200,"message":"Bad"}'))
  end)

  it("comes with the body, cut at 2,048 bytes", function()
    assert.equal('{"error":"x"}', answer(400, '{"error":"x"}').body)
    assert.is_nil(answer(400, "").body)
    for _, length in ipairs({ 2047, 2048, 2049, 2559, 2560, 2561, 100000 }) do
      local body = ("0123456789abcdef"):rep(math.ceil(length / 16)):sub(1, length)
      assert.equal(body:sub(1, 2048), answer(500, body).body)
      assert.equal(length, answer(500, body).bytes)
    end
  end)
end)

describe("the code of an error #quick", function()
  local function code_of(status, body)
    return answer(status, body).code
  end

  it("is the first inner status that is not 2xx", function()
    assert.equal(403, code_of(200, '{"statusCode":200,"data":{"status_code":403}}'))
    assert.equal(500, code_of(200, '{"statusCode":500,"data":{"status_code":200}}'))
    assert.equal(403, code_of(200, '{"statusCode":500,"data":{"status_code":403}}'))
    assert.equal(403, code_of(200, '{"statusCode":500,"data":{"status_code":"403"}}'))
    assert.equal(400, code_of(400, '{"statusCode":400,"message":"x","data":null}'))
    assert.is_nil(code_of(502, "<html>"))
  end)

  it("is that of an error object where the statuses say nothing bad", function()
    assert.equal(99, code_of(201, '{"statusCode":201,"data":{"status_code":200,"data":{"success":false,"error":{"code":99}}}}'))
    assert.equal(99, code_of(200, '{"success":false,"error":{"code":99,"message":"x"}}'))
    assert.equal(7, code_of(200, '{"data":{"success":false,"error":{"code":7}},"error":{"code":8}}'))
    assert.equal(8, code_of(400, '{"data":{"error":{"code":"E7"}},"error":{"code":8}}'))
    assert.equal(403, code_of(200, '{"data":{"status_code":403,"error":{"code":99}}}'))
    assert.equal(200, code_of(200, '{"data":{"status_code":200,"success":false,"error":{"code":"E_CLOSED"}}}'))
    assert.is_nil(code_of(200, '{"success":false}'))
  end)
end)

describe("an answer that cannot be read #quick", function()
  it("keeps its status, its first bytes and where the fault is", function()
    for _, case in ipairs({
      { "<html><h1>502 Bad Gateway</h1></html>", "a value that does not exist in JSON at byte 1" },
      { '{"data":', "the text ends too early at byte 9" },
      { '{"message":"m","statusCode":400,"data":{"x":', "the text ends too early at byte 45" },
      { '{"data":1}}', "something stands behind the value at byte 11" },
      { '{"a":"\255"}', "bytes that are not UTF-8 at byte 7" },
      { "\31\139\8\0", "a value that does not exist in JSON at byte 1" },
      { " ", "the text ends too early at byte 2" },
    }) do
      for _, status in ipairs({ 200, 201, 204, 404, 502 }) do
        local exchange = answer(status, case[1])
        assert.equal(status, exchange.status)
        assert.equal("protocol", exchange.unreadable)
        assert.equal("the answer cannot be read: " .. case[2], exchange.detail)
        assert.equal(case[1], exchange.body)
        assert.is_nil(exchange.value)
        assert.is_nil(exchange.text)
        assert.is_nil(exchange.message)
        assert.is_nil(exchange.code)
        assert.equal(status == 404 and "refused" or "maybe_sent", exchange.outcome)
      end
    end
  end)

  it("is one that is too deep, and says so", function()
    local exchange = answer(200, '{"data":' .. ("["):rep(64) .. ("]"):rep(64) .. "}")
    assert.equal("limit", exchange.unreadable)
    assert.equal("the answer cannot be read: nested deeper than 64 levels at byte 72", exchange.detail)
    assert.equal("maybe_sent", exchange.outcome)
    assert.is_nil(answer(200, '{"data":' .. ("["):rep(63) .. ("]"):rep(63) .. "}").unreadable)
  end)

  it("is an empty one, but for 204 and 205", function()
    for _, status in ipairs({ 200, 201, 202, 203, 206, 404, 500 }) do
      local exchange = answer(status, "")
      assert.equal("protocol", exchange.unreadable)
      assert.equal("the answer is empty", exchange.detail)
      assert.is_nil(exchange.body)
      assert.equal(0, exchange.bytes)
      assert.equal(status == 404 and "refused" or "maybe_sent", exchange.outcome)
    end
  end)
end)
