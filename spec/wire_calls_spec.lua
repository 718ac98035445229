-- The bytes of each call on the wire, held against the API's own pages and example answers.

local calls = require("spec.support.calls")
local cjson = require("cjson").new()
local files = require("spec.support.files")
local wire = require("spec.support.wire")

local API = "../shared/api/"

-- An example, or the spec is pending with what is missing.
local function need(path)
  local text = files.read(API .. path)
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
    headers = calls.headers.json,
  },
  {
    seed = "seeds/001_66541e2f2659221a.txt",
    example = "examples/list_chats.json",
    run = function(client)
      return client.chats:list()
    end,
    headers = calls.headers.get,
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
    headers = calls.headers.json,
  },
  {
    seed = "seeds/003_4a3473f7337295e3.txt",
    example = "examples/add_fan_to_vip.json",
    run = function(client)
      return client.chats:add_vip("fan_9")
    end,
    headers = calls.headers.post,
  },
  {
    seed = "seeds/004_def8987a90ff63ae.txt",
    example = "examples/create_group.json",
    run = function(client)
      return client.chats:create_group({ users = { "CREATOR_ACCOUNT_ID", { userId = "TARGET_USER_ID" } } })
    end,
    headers = calls.headers.json,
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
      assert.same(case.headers, calls.header_names(raw))
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
    assert.same(calls.headers.get, calls.header_names(raw))
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
