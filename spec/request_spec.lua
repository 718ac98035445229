-- From arguments to bytes: paths, queries, cursors, bodies, whatever they are made of.

local calls = require("spec.support.calls")
local cjson = require("cjson").new()
local fansly = require("fansly")
local wire = require("spec.support.wire")

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
    assert.same(calls.headers.get, calls.header_names(raw))
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
    assert.same(calls.headers.json, calls.header_names(raw))
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
    assert.same(calls.headers.get, calls.header_names(raw[1]))
    assert.equal('{"n":1}', wire.parse(raw[2]).body)
    assert.same(calls.headers.json, calls.header_names(raw[2]))
  end)
end)
