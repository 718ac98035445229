-- A client: its calls, its accounts, endpoints without a row, and its end.

local errors = require("fansly.error")
local fansly = require("fansly")
local hostile = require("spec.support.hostile")
local recorder = require("spec.support.recorder")
local refused = require("spec.support.refused")

local net, client

before_each(function()
  net = recorder.new()
  client = net:client()
end)

describe("a call without its self", function()
  local function calls()
    local task, hook = fansly.go(fansly.sleep, 0), assert(fansly.webhook.new({ secret = "x" }))
    local page, amount = assert(client.chats:list()), fansly.units.cents(1)
    return {
      ["client:usage"] = client.usage,
      ["client.chats:list"] = client.chats.list,
      ["client.chats:each"] = client.chats.each,
      ["client.messages:send_ppv"] = client.messages.send_ppv,
      ["page:next"] = page.next,
      ["page:account"] = page.account,
      ["task:wait"] = task.wait,
      ["task:cancel"] = task.cancel,
      ["hook:event"] = hook.event,
      ["hook:verify"] = hook.verify,
      ["hook:sign"] = hook.sign,
      ["amount:to"] = amount.to,
      ["amount:number"] = amount.number,
    }
  end

  it("raises what to write, at the place of the call", function()
    for name, method in pairs(calls()) do
      for _, first in ipairs({ "x", {}, false }) do
        local ok, problem = pcall(function()
          local result = method(first or nil, "x")
          return result
        end)
        assert.is_false(ok)
        assert.equal(("fansly: call it with a colon, as in %s(...)"):format(name), problem:match("^%S*client_spec%.lua:%d+: (.*)"))
      end
    end
    fansly.run()
  end)
end)

describe("the calls", function()
  it("send what the documentation shows", function()
    local filters = { cursor = "c", filter = "subscribers", subscriptionTierId = "t", search = "a b&c=\195\169", sort = "unread" }
    assert(client.chats:list(filters))
    assert(client.chats:mute("u1"))
    assert(client.chats:add_vip("f1"))
    assert(client.accounts:get_current())
    local shown = {}
    for i, request in ipairs(net.requests) do
      shown[i] = ("%s %s %s %s"):format(request.method, request.target, request.body or "-", tostring(request.send))
    end
    assert.same({
      "GET /fansly_acc_recorder/chats?cursor=c&filter=subscribers&subscriptionTierId=t&search=a%20b%26c%3D%C3%A9&sort=unread - false",
      'POST /fansly_acc_recorder/chats/mute {"targetUserId":"u1"} false',
      "POST /fansly_acc_recorder/chats/f1/vip - false",
      "GET /fansly_acc_recorder/me - false",
    }, shown)
  end)

  it("send the same through client:call", function()
    for id, args in pairs({
      list_chats = { filter = "vips" },
      mute_chat = { targetUserId = "u1" },
      add_fan_to_vip = { fan_id = "f1" },
      get_current_account = {},
      send_message = { chat_id = "c", content = "x" },
      create_group = { users = { "1", "2" } },
    }) do
      local row = fansly.operations[id]
      assert(client:call(id, args))
      assert.equal(row.method, net.requests[net.count].method)
    end
    assert.equal(6, net.count)
  end)

  it("answer an error that is one line, and can be joined to a text", function()
    net.script = function()
      return recorder.answer('{"message":"two\\r\\nlines"}', 404)
    end
    local value, err, info = client.chats:mute("u1")
    assert.is_nil(value)
    assert.equal("not_found", err.kind)
    assert.equal("two\r\nlines", err.message)
    local line = "mute_chat: not_found (404): two lines; check the ids, and base_url"
    assert.equal(line, tostring(err))
    assert.equal("so: " .. line .. "!", "so: " .. err .. "!")
    assert.equal(404, info.status)
    assert.equal(1, info.attempts)
  end)

  it("answer the value, no error, and info", function()
    local value, err, info = client.chats:mute("u1")
    assert.equal(1, value.ignoreFlags)
    assert.is_nil(err)
    assert.equal(200, info.status)
    assert.equal(1, info.attempts)
    assert.equal("Success", info.message)
  end)
end)

describe("client:account", function()
  it("is the same client for another account", function()
    local other = assert(client:account("fansly_acc_2"))
    assert(other.chats:list())
    assert(other:account("third").messages:send("c", { content = "x" }))
    assert(client.chats:list())
    assert.equal("/fansly_acc_2/chats", net.requests[1].target)
    assert.equal("/third/chats/c/messages", net.requests[2].target)
    assert.equal("/fansly_acc_recorder/chats", net.requests[3].target)
    assert.is_true(rawequal(net.requests[1].settings.key, net.requests[3].settings.key))
    assert.is_true(net.requests[1].settings.key:matches(recorder.api_key))
    assert.is_truthy(tostring(other):find("fansly_acc_2", 1, true))
  end)

  it("keeps the other options", function()
    local own = net:client({ timeout = 7, max_body = 99, base_url = "http://localhost:1" })
    assert(assert(own:account("other")).chats:list())
    assert.is_true(net.requests[1].timeout <= 7)
    assert.equal(99, net.requests[1].settings.max_body)
    assert.equal("http://localhost:1/api/fansly", net.requests[1].settings.base)
  end)

  it("answers nil and an error for a bad id", function()
    for _, entry in ipairs(hostile.bad.id) do
      local ok, value, err = pcall(client.account, client, entry.value)
      assert.is_true(ok, entry.label)
      assert.is_nil(value, entry.label)
      assert.is_true(errors.is(err))
      assert.equal("validation", err.kind)
      assert.equal("account_id", err.field)
      assert.is_truthy(err.message:find("account_id", 1, true))
    end
    local value, err = client:account()
    assert.is_nil(value)
    assert.equal("account_id", err.field)
  end)
end)

it("an account that is missing is a config error of each call, and given later it is none", function()
  client = net:client({ account_id = false })
  for _, call in ipairs({
    function(options)
      return client.chats:list({}, options)
    end,
    function(options)
      return client.chats:mute("1", options)
    end,
    function(options)
      return client.messages:send("c", { content = "x" }, options)
    end,
    function(options)
      return client.accounts:get_current(options)
    end,
    function(options)
      return client:request("GET", "/{account_id}/x", {}, options)
    end,
  }) do
    local before = net.count
    local value, err = call()
    assert.is_nil(value)
    assert.equal("config", err.kind)
    assert.equal("account_id", err.field)
    assert.is_truthy(err.message:find("FANSLY_ACCOUNT_ID", 1, true))
    assert.equal(before, net.count)
    assert(call({ account_id = "later" }))
    assert.equal(before + 1, net.count)
  end
  assert(client:account("later").chats:list())
  assert(client.chats:list({ account_id = "later" }))
  assert(client:request("GET", "/no/account"))
end)

describe("client:request", function()
  it("fills path, query and body in", function()
    local query = { b = true, a = 1, ["c d"] = "x&y", e = 2.5 }
    assert(client:request("GET", "/{account_id}/new/{id}", { path = { id = "7" }, query = query }))
    assert(client:request("POST", "/{account_id}/new", { body = { a = fansly.array(), b = fansly.null } }))
    assert(client:request("DELETE", "/new/{a}/{b}", { path = { a = "1", b = "2" }, query = {} }))
    assert(client:request("GET", "/{account_id}/x", { path = { account_id = "other" } }))
    assert(client:request("GET", "/{account_id}/x", { path = hostile.table() }, { account_id = "option" }))
    assert(client:request("PUT", "/x", { body = {} }))
    assert(client:request("PATCH", "/x.y/~z", { body = fansly.array() }))
    local shown = {}
    for i, request in ipairs(net.requests) do
      shown[i] = ("%s %s %s"):format(request.method, request.target, request.body or "-")
    end
    shown[2] = shown[2]:gsub('{"b":null,"a":%[%]}', '{"a":[],"b":null}')
    assert.same({
      "GET /fansly_acc_recorder/new/7?a=1&b=true&c%20d=x%26y&e=2.5 -",
      'POST /fansly_acc_recorder/new {"a":[],"b":null}',
      "DELETE /new/1/2 -",
      "GET /other/x -",
      "GET /option/x -",
      "PUT /x {}",
      "PATCH /x.y/~z []",
    }, shown)
  end)

  it("keeps a name of the path and one of the query apart", function()
    assert(client:request("GET", "/{account_id}/new/{id}", { path = { id = "7" }, query = { id = "8", account_id = "9" } }))
    assert.equal("/fansly_acc_recorder/new/7?account_id=9&id=8", net.requests[1].target)
  end)

  it("takes the long form of a path", function()
    assert(client:request("GET", "/api/fansly/{account_id}/x"))
    assert.equal("/fansly_acc_recorder/x", net.requests[1].target)
    assert.equal("https://v1.apifansly.com/api/fansly", net.requests[1].settings.base)
  end)

  it("takes all but GET for sends: nobody knows better", function()
    for method, send in pairs({ GET = false, POST = true, PUT = true, PATCH = true, DELETE = true }) do
      assert(client:request(method, "/x"))
      assert.equal(send, net.requests[net.count].send)
      local sandbox = net:client({ max_retries = 2 })
      net.script = function()
        return recorder.fault("network", "maybe_sent")
      end
      local before = net.count
      local _, err = sandbox:request(method, "/x", {}, { timeout = 20, max_retries = send and 2 or 0 })
      assert.equal("network", err.kind)
      assert.is_true(err.maybe_sent)
      assert.equal(before + 1, net.count)
      assert.equal(method .. " /x", err.operation)
      net.script = function() end
    end
  end)

  it("refuses what is not a request", function()
    local function refuses(field, ...)
      local method, path, spec = ...
      return refused(("%s %s"):format(field, type(path)), net, field, function(callback)
        return client:request(method, path, spec, {}, callback)
      end)
    end
    for _, method in ipairs({ "", "get", "HEAD", "TRACE", "GET\r\nX: y", 1, true, false, {}, hostile.table(), fansly.null }) do
      refuses("method", method, "/x")
    end
    refuses("method", nil, "/x")
    refuses("path", "GET", nil)
    for _, path in ipairs({
      "", "x", "{account_id}/x", "https://evil.example/x", "//evil.example", "/", "/x/", "/x//y", "/..", "/../x", "/x/..", "/./x", "/x?a=1",
      "/x#a", "/{a-b}", "/{ a}", "/x y", "/x%2e", "/x\r\ny", "/x\0", "/\195\169", "/\255", "/x\\y", "/x@y", "/x:y", "/{}", "/{account_id",
      "/account_id}",
      "/x{account_id}", "/{account_id}y", "/{{account_id}}", 1, true, false, {}, hostile.table(), fansly.null,
    }) do
      refuses("path", "GET", path)
    end
    for _, path in ipairs({ "/{a-b}", "/{}", "/{account_id", "/x?a=1", "/x/" }) do
      local err = refuses("path", "GET", path)
      assert.is_truthy(err.message:find("is not a path template such as /{account_id}/chats", 1, true), err.message)
    end
    for _, spec in ipairs({ "x", 1, true, false, fansly.null }) do
      refuses("request", "GET", "/x", spec)
    end
    for _, part in ipairs({ "path", "query", "body" }) do
      for _, value in ipairs({ "x", 1, true, false, fansly.null }) do
        refuses(part, "POST", "/x", { [part] = value })
      end
    end
    assert.is_truthy(refuses("querry", "GET", "/x", { querry = {} }).message:find("did you mean query?", 1, true))
    refuses("1", "GET", "/x", { {} })
    refuses("a table", "GET", "/x", { [hostile.table()] = {} })
    refuses("body", "GET", "/x", { body = {} })
  end)

  it("refuses bad ids and values, by their names", function()
    for _, entry in ipairs(hostile.bad.id) do
      refused(entry.label, net, "id", function(callback)
        return client:request("GET", "/x/{id}", { path = { id = entry.value } }, {}, callback)
      end)
    end
    local function refuses(field, spec)
      return refused(field, net, field, function(callback)
        return client:request("GET", "/x/{id}", spec, {}, callback)
      end)
    end
    refuses("id", {})
    refuses("id", { query = { id = "1" } })
    refuses("iid", { path = { id = "1", iid = "1" } })
    refuses("a-b", { path = { id = "1", ["a-b"] = "1" } })
    for _, value in ipairs({ {}, print, fansly.null, hostile.nan, hostile.inf, "\255", "a\0", 2 ^ 60, hostile.table() }) do
      refuses("query.q", { path = { id = "1" }, query = { a = "1", q = value, z = "2" } })
    end
    refuses("query", { path = { id = "1" }, query = { "x" } })
    refuses("query", { path = { id = "1" }, query = { [hostile.table()] = "x" } })
  end)
end)

describe("a closed client", function()
  local function each_method(other)
    return {
      function(...)
        return client.chats:list({}, {}, ...)
      end,
      function(...)
        return client.chats:mute("1", {}, ...)
      end,
      function(...)
        return client.chats:add_vip("1", {}, ...)
      end,
      function(...)
        return client.chats:create_group({ users = { "1", "2" } }, {}, ...)
      end,
      function(...)
        return client.messages:send("c", { content = "x" }, {}, ...)
      end,
      function(...)
        return client.messages:send_ppv("c", { content = "x", media = "m", price = 4 }, {}, ...)
      end,
      function(...)
        return client.accounts:get_current({}, ...)
      end,
      function(...)
        return client:call("list_chats", {}, {}, ...)
      end,
      function(...)
        return client:request("GET", "/x", {}, {}, ...)
      end,
      function(...)
        return other.chats:list({}, {}, ...)
      end,
    }
  end

  it("answers `closed` to everything, and nothing is sent", function()
    local other = assert(client:account("other"))
    net.script = function()
      return recorder.page(1, "c")
    end
    local page = assert(client.chats:list())
    local step = client.chats:each()
    client:close()
    client:close()
    other:close()
    local calls = each_method(other)
    calls[#calls + 1] = function(...)
      return page:next({}, ...)
    end
    for i, call in ipairs(calls) do
      local value, err = call()
      assert.is_nil(value)
      assert.is_true(errors.is(err))
      assert.equal("closed", err.kind, tostring(i))
      local got
      call(function(...)
        got = { ... }
      end)
      assert.is_nil(got)
      fansly.run()
      assert.is_nil(got[1])
      assert.equal("closed", got[2].kind)
    end
    local ok, raised = pcall(step)
    assert.is_false(ok)
    assert.equal("closed", raised.kind)
    local account, err = client:account("third")
    assert.is_nil(account)
    assert.equal("closed", err.kind)
    assert.equal(1, net.count)
  end)

  it("is closed by a client of another account, too", function()
    local other = assert(client:account("other"))
    other:close()
    local _, err = client.chats:list()
    assert.equal("closed", err.kind)
  end)

  it("does not close another one", function()
    local second = net:client()
    client:close()
    assert(second.chats:list())
  end)

  it("ends what is under way, which is called back as cancelled", function()
    local kinds = {}
    for i = 1, 3 do
      client.chats:mute(tostring(i), {}, function(_, err)
        kinds[#kinds + 1] = err.kind
      end)
    end
    client:close()
    assert.same({}, kinds)
    fansly.run()
    assert.same({ "cancelled", "cancelled", "cancelled" }, kinds)
  end)

  it("wipes the key", function()
    assert(client.chats:list())
    local key = net.requests[1].settings.key
    assert.is_true(key:matches(recorder.api_key))
    client:close()
    assert.is_false((pcall(key.matches, key, recorder.api_key)))
  end)

  it("is what a to-be-closed variable leaves", function()
    local load_text = rawget(_G, "loadstring") or load
    local chunk = load_text("local c = ... ; do local held <close> = c; assert(held.chats:list()) end return c.chats:list()")
    if not chunk then
      return -- before Lua 5.4 there are none
    end
    local value, err = chunk(client)
    assert.is_nil(value)
    assert.equal("closed", err.kind)
    assert.equal(1, net.count)
  end)
end)
