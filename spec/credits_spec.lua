-- Credits: what exchanges cost by estimate, what a client has used, and budgets that calls stop at.

local call = require("fansly.call")
local fansly = require("fansly")
local recorder = require("spec.support.recorder")

local BUSY = { status = 503, body = "", headers = "" }

-- An answer of so many bytes.
local function answer_of(bytes)
  local empty = recorder.envelope('{"id":"1","data":[],"x":""}')
  return recorder.answer((empty:gsub('"x":""', function()
    return '"x":"' .. ("y"):rep(bytes - #empty) .. '"'
  end)))
end

-- A call of a row with a cost, as the rows of media have it.
local function run(client, cost)
  local row = { id = "row", method = "GET", path = "/x", effect = "read", cost = cost, params = {}, answer = {} }
  return call.run(client, row, {})
end

describe("credits #quick", function()
  it("are one for each started 80 KB of an answer", function()
    for bytes, expected in pairs({ [200] = 1, [79999] = 1, [80000] = 1, [80001] = 2, [160000] = 2, [160001] = 3, [800001] = 11 }) do
      local client = recorder.new(function() return answer_of(bytes) end):client()
      local _, err, info = client.chats:list()
      assert.is_nil(err)
      assert.equal(bytes, info.bytes)
      assert.equal(expected, info.credits)
      assert.is_nil(tostring(info.credits):find(".", 1, true))
    end
  end)

  it("are two for each started megabyte of media, and none for connecting", function()
    for bytes, expected in pairs({ [200] = 2, [1000000] = 2, [1000001] = 4 }) do
      local client = recorder.new(function() return answer_of(bytes) end):client()
      assert.equal(expected, (select(3, run(client, "media"))).credits)
    end
    local client = recorder.new():client()
    assert.equal(0, (select(3, run(client, "nothing"))).credits)
    assert.equal(1, (select(3, client:request("GET", "/{account_id}/new"))).credits)
  end)

  it("of a file that goes up are known before it does", function()
    local credits = require("fansly.credits")
    local usage = credits.new_usage()
    local going_up = {
      row = { cost = "media" },
      request = { upload = { size = 3000001 } },
      config = { budget = credits.new_budget(15) },
      client = { session = { usage = usage } },
      attempts = 1,
      held = 0,
    }
    assert.is_nil(credits.hold(going_up))
    assert.is_truthy(credits.hold(going_up))
    assert.equal(8, credits.settle(going_up, { outcome = "done", bytes = 200 }))
    assert.equal(8, usage.credits)
    assert.is_false(credits.has_room(going_up))
    going_up.request.upload.size = 3000000
    assert.is_true(credits.has_room(going_up))
  end)

  it("count every attempt, but for those that were not sent", function()
    local seen = {}
    local net = recorder.new(function(_, number)
      return ({ BUSY, recorder.fault("network"), recorder.fault("network", "maybe_sent") })[number]
    end)
    local client = net:client({ max_retries = 3, on_attempt = function(attempt) seen[#seen + 1] = attempt.credits end })
    local _, err, info = client.chats:mute("1")
    fansly.run()
    assert.is_nil(err)
    assert.equal(4, info.attempts)
    assert.equal(3, info.credits)
    assert.same({ 1, 0, 1, 1 }, seen)
    assert.equal(3, client:usage().credits)
  end)

  it("are told with an error, too", function()
    local client = recorder.new(function() return recorder.answer("{}", 404) end):client()
    local _, err, info = client.chats:mute("1")
    assert.equal("not_found", err.kind)
    assert.equal(1, info.credits)
  end)
end)

describe("usage #quick", function()
  local LIMITS = "x-ratelimit-limit: 600\r\nx-ratelimit-remaining: %d\r\nx-ratelimit-plan: starter\r\n"

  it("sums up calls, attempts, bytes and credits, of all accounts", function()
    local net = recorder.new(function(_, number)
      return number == 2 and BUSY or answer_of(100000)
    end)
    local client = net:client({ max_retries = 1 })
    assert.same({ calls = 0, attempts = 0, bytes = 0, credits = 0 }, client:usage())
    assert(client.chats:list())
    assert(client.chats:mute("1"))
    assert(client:account("other").chats:mute("1"))
    assert.is_nil((client.chats:mute("not an id")))
    assert.same({ calls = 3, attempts = 4, bytes = 300000, credits = 7 }, client:usage())
    assert.same(client:usage(), client:account("third"):usage())
    assert.equal(0, net:client():usage().calls)
  end)

  it("has the rate limit as last seen", function()
    local net = recorder.new(function(_, number)
      return recorder.answer(recorder.envelope('{"data":[]}'), 200, number == 3 and "" or LIMITS:format(600 - number))
    end)
    local client = net:client()
    for _, remaining in ipairs({ 599, 598, 598 }) do
      assert(client.chats:list())
      assert.same({ limit = 600, remaining = remaining, plan = "starter" }, client:usage().rate_limit)
    end
    client:usage().rate_limit.remaining = 7
    assert.equal(598, client:usage().rate_limit.remaining)
  end)

  it("is asked for with a colon", function()
    local client = recorder.new():client()
    assert.has_error(function() client.usage() end)
  end)
end)

describe("max_credits #quick", function()
  local function stopped(value, err, info)
    assert.is_nil(value)
    assert.equal("limit", err.kind)
    assert.is_truthy(err.message:find("max_credits", 1, true))
    assert.is_false(err.maybe_sent)
    assert.equal(0, err.attempts)
    assert.is_nil(info)
    return err
  end

  it("of a client stops before the call that would exceed it", function()
    local net = recorder.new(function() return answer_of(100000) end)
    local client = net:client({ max_credits = 5 })
    assert(client.chats:mute("1"))
    assert(client:account("other").chats:mute("1"))
    assert(client.chats:mute("1")) -- four are spent, and its answer is larger than could be known
    local err = stopped(client.chats:mute("1"))
    assert.equal("max_credits is 5, and 6 of them are spent or under way by estimate: nothing was sent", err.message)
    stopped(client:account("other").chats:mute("1"))
    stopped(client:request("GET", "/{account_id}/new"))
    assert.equal(3, net.count)
    assert.equal(6, client:usage().credits)
    local told
    client.chats:mute("1", function(...) told = { ... } end)
    fansly.run()
    stopped(nil, told[2], told[3])
    assert.equal(3, net.count)
  end)

  it("does not say that nothing was sent where a first attempt was", function()
    local net = recorder.new(function(_, number)
      return number == 1 and { status = 503, body = "", headers = "Retry-After: 0.1\r\n" } or answer_of(200)
    end)
    local client = net:client({ max_credits = 2, max_retries = 1 })
    local told
    client.chats:mute("1", function(...) told = { ... } end)
    repeat fansly.step(0.05) until net.count == 1 and client:usage().attempts == 1
    assert(client.chats:mute("1")) -- takes the last credit while the first waits for its second attempt
    fansly.run()
    assert.equal("limit", told[2].kind)
    assert.equal(1, told[2].attempts)
    assert.equal("max_credits is 2, and 2 of them are spent or under way by estimate: it was not sent again", told[2].message)
    assert.equal(2, net.count)
  end)

  it("of nothing sends nothing, but checks arguments first", function()
    local net = recorder.new()
    local client = net:client({ max_credits = 0 })
    stopped(client.chats:mute("1"))
    assert.equal("validation", select(2, client.chats:mute("not an id")).kind)
    assert.equal(0, net.count)
    assert.is_not_nil((run(client, "nothing")))
    local nowhere = { api_key = "canary-0123456789", account_id = "a", base_url = "http://127.0.0.1:1", max_credits = 0, max_retries = 0 }
    client = assert(fansly.new(nowhere))
    assert.equal("network", select(2, fansly.warmup(client)).kind) -- which is tried: connecting costs nothing
    client:close()
  end)

  it("is one for all exchanges of a call", function()
    local message = '{"id":"77","attachments":[{"contentId":"a1"}]}'
    local read = ('{"messages":[%s],"accountMedia":[{"id":"a1","mediaId":"m1","price":%%d}]}'):format(message)
    local function chat_with(price)
      return recorder.new(function(request)
        return recorder.answer(recorder.envelope(request.method == "GET" and read:format(price) or message))
      end)
    end
    local paid = { content = "hi", media = "m1", price = 4 }
    local net = chat_with(4000)
    local _, err, info = net:client().messages:send_ppv("c1", paid, { verify = true, max_credits = 1 })
    assert.is_nil(err)
    assert.is_false(info.verified)
    stopped(nil, info.verify_error)
    assert.equal(1, net.count)
    net = chat_with(0) -- but what is free for everybody is taken back
    _, err = net:client().messages:send_ppv("c1", paid, { verify = true, max_credits = 2 })
    assert.is_truthy(err.message:find("it was deleted", 1, true))
    net = chat_with(0)
    _, err = net:client({ max_credits = 2 }).messages:send_ppv("c1", paid, { verify = true })
    assert.is_truthy(err.message:find("could not be deleted", 1, true))
    net = recorder.new(function() return recorder.answer(recorder.envelope('{"posts":[{"id":"9","content":"a"}]}')) end)
    stopped(net:client().posts:edit("9", { content = "b" }, { max_credits = 1 }))
    assert.equal(1, net.count)
  end)

  it("counts what is under way", function()
    local net = recorder.new()
    local client = net:client({ max_credits = 3 })
    local kinds = {}
    for i = 1, 5 do
      client.chats:mute("1", function(_, err) kinds[i] = err and err.kind or "done" end)
    end
    fansly.run()
    assert.same({ "done", "done", "done", "limit", "limit" }, kinds)
    assert.equal(3, net.count)
  end)

  it("does not count what was not sent, or was cancelled before", function()
    local net = recorder.new(function(_, number)
      return number <= 3 and recorder.fault("network") or nil
    end)
    local client = net:client({ max_credits = 1 })
    for _ = 1, 3 do
      assert.equal("network", select(2, client.chats:mute("1")).kind)
    end
    client.chats:mute("1", function() end):cancel()
    fansly.run()
    assert(client.chats:mute("1"))
    stopped(client.chats:mute("1"))
    -- what no target could be made of is given back
    client = recorder.new():client({ max_credits = 1 })
    local row = { id = "row", method = "GET", path = "no path", effect = "read", params = {}, answer = {} }
    assert.is_nil((call.run(client, row, {})))
    assert(client.chats:mute("1"))
  end)

  it("ends the attempts of a call, whose own error is told", function()
    local net = recorder.new(function() return BUSY end)
    local client = net:client({ max_retries = 5, max_credits = 2 })
    local _, err, info = client.chats:mute("1")
    assert.equal("server", err.kind)
    assert.equal(2, err.attempts)
    assert.equal(2, info.credits)
    assert.equal(2, net.count)
  end)

  it("of one call is its own, within that of the client", function()
    local net = recorder.new(function() return BUSY end)
    local client = net:client({ max_retries = 5, max_credits = 5 })
    assert.equal(1, select(2, client.chats:mute("1", { max_credits = 1 })).attempts)
    assert.equal(2, select(2, client.chats:mute("1", { max_credits = 2 })).attempts)
    assert.equal(2, select(2, client.chats:mute("1", { max_credits = 9 })).attempts)
    stopped(client.chats:mute("1", { max_credits = 9 }))
    assert.equal(5, net.count)
  end)

  it("of a walk is for all its pages", function()
    for _, options in ipairs({ { max_credits = 3 }, { max_credits = 3, max_items = 100 } }) do
      local net = recorder.new(recorder.list_of(9, 2))
      local items = 0
      local ok, err = pcall(function()
        for _ in net:client().chats:each(options) do
          items = items + 1
        end
      end)
      assert.is_false(ok)
      stopped(nil, err)
      assert.equal(6, items)
      assert.equal(3, net.count)
    end
    local net = recorder.new(recorder.list_of(3, 2))
    local pages = 0
    for _ in net:client().chats:pages({ max_credits = 3 }) do
      pages = pages + 1
    end
    assert.equal(3, pages)
    net = recorder.new(recorder.list_of(9, 2))
    assert.has_error(function()
      for _ in net:client().chats:pages({ search = "x" }, { max_credits = 2, timeout = 5 }) do end
    end)
    assert.equal(2, net.count)
    assert.is_truthy(net.requests[2].target:find("search=x", 1, true))
  end)

  it("of a list is for the pages that follow, too", function()
    local net = recorder.new(recorder.list_of(9, 2))
    local client = net:client()
    local first = assert(client.chats:list({}, { max_credits = 2 }))
    local second = assert(first:next())
    stopped(second:next())
    assert(client.chats:list())
    local other = assert(client.chats:list({}, { max_credits = 9 }))
    stopped(assert(other:next({ max_credits = 1 })):next())
    assert.equal(5, net.count)
  end)

  it("is a whole number of credits", function()
    for _, value in ipairs({ -1, 0.5, "5", true, 1e13 }) do
      local _, err = fansly.new({ api_key = "canary-0123456789", account_id = "a", max_credits = value })
      assert.equal("config", err.kind)
      assert.equal("max_credits", err.field)
      local client = recorder.new():client()
      _, err = client.chats:list({}, { max_credits = value })
      assert.equal("validation", err.kind)
      assert.equal("max_credits", err.field)
      local ok, raised = pcall(client.chats:each({ max_credits = value }))
      assert.is_false(ok)
      assert.equal("max_credits", raised.field)
    end
    local _, err = recorder.new():client().chats:list({ max_credits = 5 })
    assert.is_truthy(err.message:find("option of the call", 1, true))
  end)
end)

describe("info.credits of the sandbox #quick", function()
  it("is as of the API", function()
    local client = assert(require("fansly.sandbox").new({ seed = 7, chats = 60 }):client())
    assert.equal(1, (select(3, client.chats:list())).credits)
    assert.equal(1, client:usage().credits)
    assert.equal(600, client:usage().rate_limit.limit)
  end)
end)
