-- The bytes of each call on the wire, held against the API's own pages and example answers.

local calls = require("spec.support.calls")
local cjson = require("cjson").new()
local fansly = require("fansly")
local wire = require("spec.support.wire")

local API = "../shared/api/"

local function read_file(path)
  local file = io.open(path, "rb")
  local text = file and file:read("*a")
  if file then
    file:close()
  end
  return text
end

-- An example, or the spec is pending with what is missing.
local function need(path)
  local text = read_file(API .. path)
  if not text then
    pending(API .. path .. " is not beside this checkout")
  end
  return text
end

-- The curl command of a page: its method, the path of its URL, its header lines, its body.
local function curl_of(seed)
  local text = need(seed)
  local method, url, rest = text:match('curl %-X (%u+) "([^"]+)"(.-)fetch%(')
  local headers = {}
  for name, value in rest:gmatch('%-H "([%w-]+): ([^"]*)"') do
    headers[name:lower()] = value
  end
  return { method = method, path = url:match("^https://[^/]+(/.*)$"), headers = headers, body = rest:match("%-d '(.*)'%s*$") }
end

-- Names of all header lines in their order of the alphabet, so that one too many or twice shows.
local function header_names(raw)
  local names = {}
  for name in raw:match("^.-\r\n(.-)\r\n\r\n"):gmatch("([^:\r\n]+):[^\r\n]*") do
    names[#names + 1] = name:lower()
  end
  table.sort(names)
  return names
end

local GET_HEADERS = { "accept", "accept-encoding", "host", "user-agent", "x-api-key" }
local POST_HEADERS = { "accept", "accept-encoding", "content-length", "host", "user-agent", "x-api-key" }
local JSON_HEADERS = { "accept", "accept-encoding", "content-length", "content-type", "host", "user-agent", "x-api-key" }

-- null is an absent field of an object.
local function without_nulls(value)
  if type(value) ~= "table" then
    return value
  end
  local copy = {}
  for name, each in pairs(value) do
    if each ~= cjson.null or type(name) == "number" then
      copy[name] = without_nulls(each)
    end
  end
  return copy
end

local seeds = {
  {
    seed = "seeds/000_adfb79596147dd5e.txt",
    example = "examples/mute_chat.json",
    run = function(client)
      return client.chats:mute("user_id_string")
    end,
    headers = JSON_HEADERS,
  },
  {
    seed = "seeds/001_66541e2f2659221a.txt",
    example = "examples/list_chats.json",
    run = function(client)
      return client.chats:list()
    end,
    headers = GET_HEADERS,
  },
  {
    seed = "seeds/002_5a0806fa809f5f5c.txt",
    example = "examples/send_message.json",
    run = function(client)
      return client.messages:send("chat_7", {
        content = "Message content here",
        mediaId = "YOUR_MEDIA_ID",
        access_type = "ppv",
        price = 4,
      })
    end,
    headers = JSON_HEADERS,
  },
  {
    seed = "seeds/003_4a3473f7337295e3.txt",
    example = "examples/add_fan_to_vip.json",
    run = function(client)
      return client.chats:add_vip("fan_9")
    end,
    headers = POST_HEADERS,
  },
  {
    seed = "seeds/004_def8987a90ff63ae.txt",
    example = "examples/create_group.json",
    run = function(client)
      return client.chats:create_group({ users = { "CREATOR_ACCOUNT_ID", { userId = "TARGET_USER_ID" } } })
    end,
    headers = JSON_HEADERS,
  },
}

local ids = { account_id = calls.account, chat_id = "chat_7", fan_id = "fan_9" }

describe("calls on the wire", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  local function only_request(route)
    local raw = route.requests()
    assert.equal(1, #raw)
    return wire.parse(raw[1]), raw[1]
  end

  local function route_of(example, status)
    local text = need(example)
    return server:route({ wire.answer(status or cjson.decode(text).statusCode, text) }), cjson.decode(text)
  end

  for _, case in ipairs(seeds) do
    it("is the request of " .. case.seed, function()
      local expected = curl_of(case.seed)
      local route = route_of(case.example)
      assert(case.run(calls.client(route.base)))
      local request, raw = only_request(route)
      assert.equal(expected.method, request.method)
      assert.equal((expected.path:gsub("{([%w_]+)}", ids)), request.target)
      assert.same(case.headers, header_names(raw))
      assert.equal(calls.key, request.headers["x-api-key"])
      assert.equal("application/json", request.headers.accept)
      assert.equal("gzip", request.headers["accept-encoding"])
      assert.matches("^fansly%-lua/%d+%.%d+%.%d+$", request.headers["user-agent"])
      assert.equal(expected.headers["content-type"], request.headers["content-type"])
      if expected.method == "POST" then
        assert.equal(tostring(#request.body), request.headers["content-length"])
      end
      if expected.body then
        assert.same(cjson.decode(expected.body), cjson.decode(request.body))
      else
        assert.equal("", request.body)
      end
    end)
  end

  it("reads every field of the one-object example answers, null as absent", function()
    for _, case in ipairs({ seeds[1], seeds[3], seeds[4], seeds[5] }) do
      local route, example = route_of(case.example)
      local value, err, info = case.run(calls.client(route.base))
      assert.is_nil(err)
      assert.same(without_nulls(example.data.data.response), value)
      assert.equal(example.statusCode, info.status)
      assert.equal(200, info.status_code)
      assert.equal("Success", info.message)
      assert.equal(example.timestamp, info.timestamp)
    end
  end)

  it("reads a page of chats with its accounts and its cursor, from both places of the cursor", function()
    for _, example in ipairs({ "examples/list_chats.json", "examples/list_chats.live_cursor.json" }) do
      local route, body = route_of(example)
      local page = assert(calls.client(route.base).chats:list())
      local expected = without_nulls(body.data.data.response)
      assert.same(expected.data, page.items)
      assert.is_nil(page.items[1].subscriptionTierId)
      assert.equal("next_page_cursor_string", page.next_cursor)
      assert.same({ account_id_string = expected.aggregationData.accounts[1] }, page.accounts)
      assert.equal("1629506202000", ("%.0f"):format(page.accounts.account_id_string.createdAt))
    end
  end)

  it("has whole numbers that print as such", function()
    local route = route_of("examples/mute_chat.json")
    local value, _, info = calls.client(route.base).chats:mute("u1")
    assert.equal("1", tostring(value.ignoreFlags))
    assert.equal("201 200 1", ("%s %s %s"):format(tostring(info.status), tostring(info.status_code), tostring(info.attempts)))
  end)

  it("asks for the current account and unwraps it from both forms", function()
    local route, example = route_of("examples/get_current_account.json")
    local account = assert(calls.client(route.base).accounts:get_current())
    assert.same(example.data.data.response.account, account)
    local request, raw = only_request(route)
    assert.equal("GET", request.method)
    assert.equal("/api/fansly/" .. calls.account .. "/me", request.target)
    assert.same(GET_HEADERS, header_names(raw))
    local direct = server:route({ wire.answer(200, wire.envelope({ id = "1", username = "creator" })) })
    assert.same({ id = "1", username = "creator" }, calls.client(direct.base).accounts:get_current())
  end)

  it("reads the documented failures", function()
    local kinds = { [400] = "api", [403] = "forbidden", [429] = "rate_limited" }
    for status, kind in pairs(kinds) do
      local route, example = route_of(("examples/error_%d.json"):format(status), status)
      local value, err = calls.client(route.base, { max_retries = 0 }).chats:list()
      assert.is_nil(value)
      assert.equal(kind, err.kind)
      assert.equal(status, err.status)
      assert.equal(example.message or example.error, err.message)
    end
  end)
end)

describe("requests", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  local function target_of(run)
    local route = server:route({ calls.of.read.answer })
    assert(run(calls.client(route.base)))
    local raw = route.requests()
    assert.equal(1, #raw)
    return wire.parse(raw[1]).target, raw[1]
  end

  it("have the same path under each form of the base URL", function()
    for _, tail in ipairs({ "", "/", "/api/fansly", "/api/fansly/" }) do
      local route = server:route({ calls.of.read.answer })
      assert(calls.client(route.base .. tail).chats:list())
      local raw = route.requests()[1]
      assert.equal("/api/fansly/fansly_acc_1/chats", wire.parse(raw).target)
      assert.matches("^GET /r%d+/api/fansly/fansly_acc_1/chats HTTP/1%.1\r\n", raw)
    end
  end)

  it("name the account of the call", function()
    local target = target_of(function(client)
      return client:account("fansly_acc_2").chats:list()
    end)
    assert.equal("/api/fansly/fansly_acc_2/chats", target)
  end)

  it("carry every parameter of the list, percent-encoded and in the order of the row", function()
    local target = target_of(function(client)
      return client.chats:list({
        sort = "unread",
        search = "a b&c=d+e%f?g#h/ü\r\nX-Evil: 1\"'",
        subscriptionTierId = "tier-1",
        filter = "vips",
        cursor = "c/1+2==",
      })
    end)
    assert.equal(
      "/api/fansly/fansly_acc_1/chats?cursor=c%2F1%2B2%3D%3D&filter=vips&subscriptionTierId=tier-1"
        .. "&search=a%20b%26c%3Dd%2Be%25f%3Fg%23h%2F%C3%BC%0D%0AX-Evil%3A%201%22%27&sort=unread",
      target
    )
  end)

  it("add no header through a parameter", function()
    local _, raw = target_of(function(client)
      return client.chats:list({ search = "\r\nX-Evil: 1\r\n\r\n" })
    end)
    assert.same(GET_HEADERS, header_names(raw))
  end)

  it("send a cursor back unchanged, whatever it is made of", function()
    for _, cursor in ipairs({ "abc", "a+b/c== &x=%20%2B", "ü☃", "123456789012345678901", "0", "../..", ("k"):rep(4096) }) do
      local first = wire.envelope({ data = { { groupId = "1" } } }, { cursor = cursor })
      local route = server:route({ wire.answer(200, first), calls.of.read.answer })
      local page = assert(calls.client(route.base).chats:list({ filter = "all" }))
      assert.equal(cursor, page.next_cursor)
      assert(page:next())
      local target = wire.parse(route.requests()[2]).target
      local encoded = target:match("^/api/fansly/fansly_acc_1/chats%?cursor=([%w%%._~-]+)&filter=all$")
      assert.equal(cursor, (encoded:gsub("%%(%x%x)", function(hex)
        return string.char(tonumber(hex, 16))
      end)))
    end
  end)

  it("send a cursor that came as a number back as its digits", function()
    for _, digits in ipairs({ "7", "1776628340000", "987654321098765432" }) do
      local first = ('{"data":{"data":{"success":true,"response":{"data":[{"groupId":"1"}]}},"nextCursor":%s}}'):format(digits)
      local route = server:route({ wire.answer(200, first), calls.of.read.answer })
      local page = assert(calls.client(route.base).chats:list())
      assert.equal(digits, page.next_cursor)
      assert(page:next())
      assert.equal("/api/fansly/fansly_acc_1/chats?cursor=" .. digits, wire.parse(route.requests()[2]).target)
    end
  end)

  local function body_of(run)
    local route = server:route({ calls.of.send.answer })
    assert(run(calls.client(route.base)))
    local request = wire.parse(route.requests()[1])
    assert.equal(tostring(#request.body), request.headers["content-length"])
    return request.body
  end

  it("have exact bytes where there is one field", function()
    assert.equal(
      '{"targetUserId":"u-1"}',
      body_of(function(client)
        return client.chats:mute("u-1")
      end)
    )
    assert.equal(
      '{"content":"hi"}',
      body_of(function(client)
        return client.messages:send("c1", { content = "hi" })
      end)
    )
  end)

  it("bring text of any kind to the server as it was", function()
    local text = "line\r\nbreak \"quoted\" \\ ☃ \226\128\168 \127 \1 </script> " .. ("long "):rep(5000)
    local body = body_of(function(client)
      return client.messages:send("c1", { content = text })
    end)
    assert.equal(text, cjson.decode(body).content)
  end)

  it("have the same headers with a body of megabytes, and no Expect", function()
    local route = server:route({ calls.of.send.answer })
    local text = ("0123456789abcdef"):rep(2 ^ 17)
    assert(calls.client(route.base).messages:send("c1", { content = text }))
    local raw = route.requests()[1]
    assert.same(JSON_HEADERS, header_names(raw))
    assert.is_true(wire.parse(raw).body == '{"content":"' .. text .. '"}')
  end)

  it("have prices exact, however they are given", function()
    for _, price in ipairs({ 4, "4", "4.00", 4.0 }) do
      local body = body_of(function(client)
        return client.messages:send("c1", { content = "x", mediaId = "m1", access_type = "ppv", price = price })
      end)
      assert.matches('"price":4[,}]', body)
    end
    for _, price in ipairs({ 4.99, "4.99" }) do
      local body = body_of(function(client)
        return client.messages:send_ppv("c1", { content = "x", media = "m1", price = price })
      end)
      assert.matches('"price":4%.99[,}]', body)
      assert.same({ content = "x", mediaId = "m1", access_type = "ppv", price = 4.99 }, cjson.decode(body))
    end
  end)

  it("have [] and null for the optional parts of a group", function()
    local body = body_of(function(client)
      return client.chats:create_group({ users = { "1", "2" }, recipients = {}, lastMessage = fansly.null })
    end)
    assert.matches('"recipients":%[%]', body)
    assert.matches('"lastMessage":null', body)
    assert.is_nil(body:find("userSettings", 1, true))
  end)

  it("are not made for ids that are none", function()
    local route = server:route({ calls.of.send.answer })
    local client = calls.client(route.base)
    for _, id in ipairs({ "", "..", "a/b", "a%2fb", "a b", "a?b", "a#b", "a\r\nb", "ü", ("x"):rep(65), 12345 }) do
      local value, err = client.messages:send(id, { content = "hi" })
      assert.is_nil(value)
      assert.equal("validation", err.kind)
      assert.is_false(err.maybe_sent)
      assert.equal(0, err.attempts)
      assert.equal("validation", select(2, client.chats:add_vip(id)).kind)
    end
    assert.same({}, route.requests())
    assert.same({}, route.partials())
  end)

  it("for endpoints without a row are built the same way", function()
    local route = server:route({ calls.of.read.answer, calls.of.send.answer })
    local client = calls.client(route.base)
    assert(client:request("GET", "/{account_id}/new/{id}", { path = { id = "7" }, query = { b = "x y", a = 1 } }))
    assert(client:request("POST", "/{account_id}/new", { body = { n = 1 } }))
    local raw = route.requests()
    assert.equal("/api/fansly/fansly_acc_1/new/7?a=1&b=x%20y", wire.parse(raw[1]).target)
    assert.same(GET_HEADERS, header_names(raw[1]))
    assert.equal('{"n":1}', wire.parse(raw[2]).body)
    assert.same(JSON_HEADERS, header_names(raw[2]))
  end)
end)
