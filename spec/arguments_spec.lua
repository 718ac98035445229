-- What every call has in common: options, callbacks, the number of arguments, bodies, and a self.

local fansly = require("fansly")
local hostile = require("spec.support.hostile")
local recorder = require("spec.support.recorder")
local refused = require("spec.support.refused")

local function pack(...)
  return { n = select("#", ...), ... }
end

describe("each call", function()
  local net, client

  before_each(function()
    net = recorder.new()
    client = net:client()
  end)

  local methods = {
    list = function(c, ...)
      return c.chats:list({}, ...)
    end,
    send = function(c, ...)
      return c.messages:send("c", { content = "x" }, ...)
    end,
    send_ppv = function(c, ...)
      return c.messages:send_ppv("c", { content = "x", media = "m", price = 4 }, ...)
    end,
    mute = function(c, ...)
      return c.chats:mute("1", ...)
    end,
    add_vip = function(c, ...)
      return c.chats:add_vip("1", ...)
    end,
    create_group = function(c, ...)
      return c.chats:create_group({ users = { "1", "2" } }, ...)
    end,
    get_current = function(c, ...)
      return c.accounts:get_current(...)
    end,
    call = function(c, ...)
      return c:call("mute_chat", { targetUserId = "1" }, ...)
    end,
    request = function(c, ...)
      return c:request("GET", "/{account_id}/x", {}, ...)
    end,
  }

  local wrong_options = {
    timeout = { 0, -1, 86401, hostile.nan, hostile.inf, "5", {}, true, hostile.table() },
    connect_timeout = { 0, -1, 86401, hostile.nan, "5", {}, false },
    max_retries = { -1, 1.5, 11, hostile.nan, hostile.inf, "2", {}, hostile.table() },
    max_body = { 0, -1, 1.5, 2 ^ 31, hostile.nan, "1", {}, hostile.table() },
    ca_file = { "", 1, "/nowhere/ca.pem", "/", "/dev/null", "a\nb", {} },
    proxy = { "", 1, "proxy", "ftp://proxy", "http://", "http://a\r\nb", {} },
    base_url = { "", 1, "v1.apifansly.com", "http://v1.apifansly.com", "https://u:p@h/", "https://h/?a", "ftp://h/", "https://h/\n", {} },
    api_key = { "", 1, "a b", "a\n", "a\0b", ("k"):rep(513), {}, hostile.table() },
    api_key_file = { "", 1, "/nowhere/key", "/", "/dev/null", {} },
    account_id = { "", 1, "a/b", "..", ("a"):rep(65), {}, false, hostile.table() },
    transport = { net, {}, false, hostile.table() },
    timeot = { 5 },
  }

  for name, call in pairs(methods) do
    it("refuses bad options: " .. name, function()
      for option, values in pairs(wrong_options) do
        for i, value in ipairs(values) do
          refused(("%s: option %s, value %d"):format(name, option, i), net, option, function(callback)
            return call(client, { [option] = value }, callback)
          end)
        end
      end
      refused("both keys", net, "api_key_file", function(callback)
        return call(client, { api_key = "k", api_key_file = "/k" }, callback)
      end)
    end)

    it("refuses options that are no table, and names the one that was meant: " .. name, function()
      for _, options in ipairs({ "x", 1, true, false, fansly.null, coroutine.create(function() end) }) do
        refused(type(options) .. " for options", net, "options", function(callback)
          return call(client, options, callback)
        end)
      end
      local _, err = call(client, { timeot = 5 })
      assert.is_truthy(err.message:find("did you mean timeout?", 1, true), err.message)
      local _, other = call(client, { transport = net })
      assert.is_truthy(other.message:find("fansly.new", 1, true), other.message)
    end)

    it("refuses too many arguments, and a callback that is none: " .. name, function()
      for _, extra in ipairs({ {}, "x", 1, false, fansly.null }) do
        refused("an argument too many", net, "arguments", function(callback)
          return call(client, {}, extra, callback)
        end)
      end
      refused("two callbacks", net, "arguments", function(callback)
        return call(client, {}, print, callback or {})
      end)
    end)

    it("takes nils at the end for nothing: " .. name, function()
      local answer, err = call(client, nil, nil, nil, nil)
      assert.is_nil(err)
      assert.is_table(answer)
      assert.equal(1, net.count)
    end)

    it("takes a function as last argument for the callback: " .. name, function()
      local results = {}
      local handle = call(client, function(...)
        results[#results + 1] = pack(...)
      end)
      assert.equal("function", type(handle.cancel))
      assert.equal(0, #results)
      fansly.run()
      assert.equal(1, #results)
      assert.is_table(results[1][1])
      assert.is_nil(results[1][2])
      assert.equal(200, results[1][3].status)
    end)
  end

  it("says of an option among the parameters where it belongs", function()
    for _, option in ipairs({ "timeout", "connect_timeout", "max_retries", "max_body", "ca_file", "proxy", "base_url", "api_key" }) do
      local err = refused(option, net, option, function(callback)
        return client.chats:list({ [option] = 5 }, {}, callback)
      end)
      assert.is_truthy(err.message:find("option", 1, true), err.message)
      err = refused(option, net, option, function(callback)
        return client.messages:send("c", { content = "x", [option] = 5 }, {}, callback)
      end)
      assert.is_truthy(err.message:find("option", 1, true), err.message)
    end
  end)

  it("says of the limits of iterators where they belong", function()
    for _, limit in ipairs({ "max_items", "max_pages" }) do
      for _, run in ipairs({
        function(callback)
          return client.chats:list({ [limit] = 5 }, {}, callback)
        end,
        function(callback)
          return client:call("list_chats", { [limit] = 5 }, {}, callback)
        end,
      }) do
        local err = refused(limit, net, limit, run)
        assert.is_truthy(err.message:find("each and pages", 1, true), err.message)
      end
    end
    local err = refused("no list", net, "max_items", function(callback)
      return client.messages:send("c", { content = "x", max_items = 5 }, {}, callback)
    end)
    assert.is_nil(err.message:find("each", 1, true), err.message)
    refused("no list", net, "fields", function(callback)
      return client.messages:send("c", { content = "x", fields = { "id" } }, {}, callback)
    end)
  end)

  it("refuses a parameter that is given by position and in the table", function()
    for _, value in ipairs({ "c", "other", false, 1 }) do
      local err = refused("twice", net, "chat_id", function(callback)
        return client.messages:send("c", { chat_id = value, content = "x" }, {}, callback)
      end)
      assert.is_truthy(err.message:find("twice", 1, true), err.message)
    end
    assert(client.messages:send(nil, { chat_id = "c", content = "x" }))
    assert.equal("/fansly_acc_recorder/chats/c/messages", net.requests[1].target)
  end)

  it("answers a callback that stands where arguments are missing", function()
    local runs = {
      targetUserId = function(callback)
        return client.chats:mute(callback)
      end,
      fan_id = function(callback)
        return client.chats:add_vip(callback)
      end,
      users = function(callback)
        return client.chats:create_group(callback)
      end,
      chat_id = function(callback)
        return client.messages:send(callback)
      end,
      content = function(callback)
        return client.messages:send("c", callback)
      end,
      operation = function(callback)
        return client:call(callback)
      end,
      method = function(callback)
        return client:request(callback)
      end,
      path = function(callback)
        return client:request("GET", callback)
      end,
    }
    for field, run in pairs(runs) do
      refused("only a callback", net, field, run)
    end
    refused("send_ppv with only a callback", net, "message", function(callback)
      return client.messages:send_ppv(callback)
    end)
    refused("send_ppv with an id and a callback", net, "message", function(callback)
      return client.messages:send_ppv("c", callback)
    end)
  end)

  it("is checked for its operationId", function()
    for _, id in ipairs({ "", "send_mesage", "list", "SEND_MESSAGE ", "__index", "a\r\nb", ("x"):rep(100000), 1, 1.5, true, false, {},
      hostile.table(), fansly.null, hostile.nan, coroutine.create(function() end) }) do
      refused("an operation of type " .. type(id), net, "operation", function(callback)
        return client:call(id, { chat_id = "c" }, {}, callback)
      end)
    end
    local _, err = client:call("send_mesage")
    assert.is_truthy(err.message:find("did you mean send_message?", 1, true), err.message)
    local _, far = client:call("zzzzzzzzzzzzzzz")
    assert.is_truthy(far.message:find("fansly.operations has all there are", 1, true), far.message)
    refused("none", net, "operation", function(callback)
      return client:call(nil, nil, nil, callback)
    end)
  end)

  it("refuses bodies that cannot be encoded", function()
    local cycle = { a = {} }
    cycle.a.back = cycle
    local deep = {}
    local bottom = deep
    for _ = 1, 100 do
      bottom.a = {}
      bottom = bottom.a
    end
    local cases = {
      { { f = print }, "f" },
      { { a = { { b = coroutine.create(function() end) } } }, "a[1].b" },
      { { a = { 1, io.stdout } }, "a[2]" },
      { { n = hostile.nan }, "n" },
      { { n = { -hostile.inf } }, "n[1]" },
      { { n = 2 ^ 60 }, "n" },
      { { s = "\255" }, "s" },
      { { s = "a\0b" }, "s" },
      { { a = { 1, nil, 3 } }, "a" },
      { { a = { 1, x = 2 } }, "a" },
      { { a = { [true] = 1 } }, "a" },
      { { a = { ["\255"] = 1 } }, "a" },
      { { a = { ["\0"] = 1 } }, "a" },
      { { a = fansly.array({ x = 1 }) }, "a" },
      { cycle, "a.back" },
    }
    for _, case in ipairs(cases) do
      refused("lastMessage." .. case[2], net, "lastMessage." .. case[2], function(callback)
        return client.chats:create_group({ users = { "1", "2" }, lastMessage = case[1] }, {}, callback)
      end)
      refused("body: " .. case[2], net, case[2], function(callback)
        return client:request("POST", "/x", { body = case[1] }, {}, callback)
      end)
    end
    refused("recipients[2]", net, "recipients[2]", function(callback)
      return client.chats:create_group({ users = { "1", "2" }, recipients = { 1, print } }, {}, callback)
    end)
    for field, run in pairs({
      userSettings = function(callback)
        return client.chats:create_group({ users = { "1", "2" }, userSettings = deep }, {}, callback)
      end,
      body = function(callback)
        return client:request("POST", "/x", { body = { [true] = 1 } }, {}, callback)
      end,
    }) do
      local _, err = run()
      assert.equal("validation", err.kind)
      assert.equal(1, (err.field:find(field, 1, true)), err.field)
      assert.equal(0, net.count)
    end
  end)

  it("says what is wrong with an id, and what is shown of it is short", function()
    for id, words in pairs({
      [5] = "more digits than a number keeps",
      [("a"):rep(65)] = "longer than 64 characters",
      [""] = "is empty",
      ["a/b"] = "only letters, digits, _ and -",
      [true] = "not a boolean",
    }) do
      local _, err = client.chats:mute(id)
      assert.is_truthy(err.message:find(words, 1, true), err.message)
    end
    local _, null = client.chats:mute(fansly.null)
    assert.is_truthy(null.message:find("not null", 1, true), null.message)
    local _, choice = client.chats:list({ filter = ("x"):rep(1e6) })
    assert.is_truthy(choice.message:find("one of all, vips, followers, subscribers, not \"xxx", 1, true), choice.message:sub(1, 200))
    assert.is_true(#choice.message < 200)
    local _, fields = client.chats:list({ fields = false })
    assert.is_truthy(fields.message:find("has to be a list", 1, true), fields.message)
  end)

  it("takes the longest id, an empty text and the longest search", function()
    local id = ("Az09_-"):rep(10) .. "abcd"
    assert.equal(64, #id)
    assert(client.chats:mute(id))
    assert(client.messages:send(id, { content = "" }))
    assert(client.chats:list({ search = ("s"):rep(4096), cursor = ("c"):rep(4096), subscriptionTierId = id }))
    assert.equal(3, net.count)
    local _, err = client.chats:list({ search = ("s"):rep(4097) })
    assert.equal("search", err.field)
    assert.equal(3, net.count)
  end)
end)

describe("a call without its self", function()
  local net = recorder.new(function()
    return recorder.page(1, "c")
  end)
  local client = net:client()
  local page = assert(client.chats:list())
  net.count = 0

  local wrong = {
    ["client.chats:list"] = client.chats.list,
    ["client.chats:each"] = client.chats.each,
    ["client.chats:pages"] = client.chats.pages,
    ["client.chats:mute"] = client.chats.mute,
    ["client.chats:add_vip"] = client.chats.add_vip,
    ["client.chats:create_group"] = client.chats.create_group,
    ["client.messages:send"] = client.messages.send,
    ["client.messages:send_ppv"] = client.messages.send_ppv,
    ["client.accounts:get_current"] = client.accounts.get_current,
    ["client:call"] = client.call,
    ["client:request"] = client.request,
    ["client:account"] = client.account,
    ["client:close"] = client.close,
    ["page:next"] = page.next,
    ["page:account"] = page.account,
  }

  for name, method in pairs(wrong) do
    it("raises, and says how it is written: " .. name, function()
      local selves = { {}, "send_message", 1, true, hostile.table(), { chat_id = "1" }, setmetatable({}, { __metatable = "no" }) }
      for _, self in ipairs(selves) do
        local ok, problem = pcall(method, self, {})
        assert.is_false(ok)
        assert.is_truthy(tostring(problem):find("colon, as in " .. name .. "(", 1, true), tostring(problem))
      end
      assert.is_false((pcall(method)))
      local ok, problem = pcall(function()
        local value = method({})
        return value
      end)
      assert.is_false(ok)
      assert.is_truthy(problem:find("arguments_spec.lua:%d+: fansly: "), problem)
      assert.equal(0, net.count)
    end)
  end

  it("is one as well when the self is another resource", function()
    assert.is_false((pcall(client.chats.list, client.messages)))
    assert.is_false((pcall(client.messages.send, client.chats, "c", { content = "x" })))
  end)
end)
