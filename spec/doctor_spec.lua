--- `fansly doctor`: each thing that can be wrong, and its mend.

local cjson = require("cjson").new()
local command = require("spec.support.command")
local status = require("fansly.command.status")
local sandbox_server = require("spec.support.sandbox_server")
local wire = require("spec.support.wire")

local KEY = require("spec.support.canary")

describe("fansly doctor", function()
  if not pcall(require, "argparse") then
    return pending("runs: there is no argparse for this Lua")
  end

  local server, sandbox

  setup(function()
    server, sandbox = wire.start(), sandbox_server.start("--seed 7")
  end)

  teardown(function()
    server:stop()
    sandbox:stop()
  end)

  -- The checks by name, and the exit status. The key shows nowhere.
  local function doctor(environment, arguments)
    local all = { "doctor", "--json" }
    for i, word in ipairs(arguments or {}) do
      all[i + 2] = word
    end
    local ran = command.run(all, { environment = environment })
    assert.is_nil((ran.out .. ran.err):find("canary", 1, true))
    assert.equal("", ran.err)
    local checks = {}
    for line in ran.out:gmatch("[^\n]+") do
      local record = cjson.decode(line)
      checks[record.check or #checks + 1] = record
    end
    return checks, ran.status
  end

  local profile = wire.envelope({ account = { id = "1", username = "creator" } })
  local accounts = '{"statusCode":200,"data":{"success":true,"accounts":[{"accountId":"fansly_acc_1"},{"accountId":"fansly_acc_2"}]}}'

  local function asked(answers, more, arguments)
    local route = server:route(answers)
    local environment = { FANSLY_BASE_URL = route.base, FANSLY_API_KEY = KEY, FANSLY_ACCOUNT_ID = "fansly_acc_1" }
    for name, value in pairs(more or {}) do
      environment[name] = value
    end
    return doctor(environment, arguments)
  end

  it("finds nothing wrong with the sandbox", function()
    local ran = command.run({ "doctor" }, { environment = sandbox.environment })
    assert.equal(0, ran.status)
    assert.is_nil(ran.out:find("FAIL", 1, true))
    assert.is_nil(ran.out:find("mend", 1, true))
    for _, check in ipairs({ "module", "key", "account", "network", "tls", "clock", "proxy", "rate limit" }) do
      assert.truthy(ran.out:find("  " .. check .. " ", 1, true), check)
    end
    assert.is_nil(ran.out:find(sandbox.api_key, 1, true))
  end)

  local limited = { { "X-RateLimit-Limit", "600" }, { "X-RateLimit-Remaining", "12" }, { "X-RateLimit-Plan", "Starter" } }
  local old = { { "Date", "Sun, 06 Nov 1994 08:49:37 GMT" } }
  local function refused(code, message)
    return { wire.answer(code, ('{"message":"%s"}'):format(message)), wire.answer(200, accounts) }
  end

  local own = "the key may use: fansly_acc_1, fansly_acc_2"

  local cases = {
    { "no key", { wire.answer(200, profile) }, { FANSLY_API_KEY = false }, "key", "config", "export FANSLY_API_KEY" },
    { "a key of nonsense", { wire.answer(200, profile) }, { FANSLY_API_KEY = KEY .. " b" }, "key", "config", "export FANSLY_API_KEY" },
    { "a wrong key", refused(401, "Invalid key"), nil, "key", "auth", "copy the key again" },
    { "no account", { wire.answer(200, accounts) }, { FANSLY_ACCOUNT_ID = false }, "account", "config", own },
    { "another's account", refused(403, "denied"), nil, "account", "forbidden", own },
    { "no credits", refused(402, "none left"), nil, "credits", "payment_required", "add credits" },
    { "too many calls", refused(429, "slow down"), nil, "rate limit", "rate_limited", "wait a minute" },
    { "a service at fault", refused(503, "busy"), nil, "service", "server", "later" },
    { "another server", { wire.answer(200, "<html>") }, nil, "service", "protocol", "FANSLY_BASE_URL" },
    { "nobody there", { wire.answer(200, profile) }, { FANSLY_BASE_URL = "http://127.0.0.1:1" }, "network", "network", "--proxy" },
    { "plain HTTP", { wire.answer(200, profile) }, { FANSLY_BASE_URL = "http://example.com" }, "base url", "config", "FANSLY_BASE_URL" },
  }
  for _, case in ipairs(cases) do
    it("tells the mend of " .. case[1], function()
      local checks, exit = asked(case[2], case[3])
      local check = checks[case[4]]
      assert.equal("fail", check and check.state, cjson.encode(checks))
      assert.truthy(check.mend:find(case[6], 1, true), check.mend)
      assert.equal(status.of_kind[case[5]], exit)
    end)
  end

  it("knows a native id from an account of the service", function()
    local checks = asked(refused(403, "denied"), { FANSLY_ACCOUNT_ID = "100000000000000001" })
    assert.truthy(checks.account.text:find("native id", 1, true))
  end)

  it("sees a server that nobody vouches for, and one that somebody does", function()
    local route = server:route({ wire.answer(200, profile) })
    local checks, exit = asked({ wire.answer(200, profile) }, { FANSLY_BASE_URL = route.tls_base })
    assert.equal("fail", checks.tls.state)
    assert.truthy(checks.tls.mend:find("ca", 1, true))
    assert.equal(status.of_kind.tls, exit)
    checks, exit = asked({ wire.answer(200, profile) }, { FANSLY_BASE_URL = route.tls_base }, { "--ca-file", server.ca_file })
    assert.equal("ok", checks.tls.state)
    assert.truthy(checks.tls.text:find("^TLSv1%.[23], HTTP/1.1$"))
    assert.equal(0, exit)
  end)

  it("sees a clock that is off, few requests left, and a proxy that is not used", function()
    local headers = { old[1], limited[1], limited[2], limited[3] }
    local checks, exit = asked({ wire.answer(200, profile, headers) }, { https_proxy = "http://user:canary-proxy@127.0.0.1:1" })
    assert.equal(0, exit)
    assert.equal("warn", checks.clock.state)
    assert.truthy(checks.clock.text:find("ahead of the server's", 1, true))
    assert.truthy(checks.clock.mend:find("set the clock", 1, true))
    assert.equal("warn", checks["rate limit"].state)
    assert.equal("12 of 600 requests left in this minute, plan Starter", checks["rate limit"].text)
    assert.equal("warn", checks.proxy.state)
    assert.truthy(checks.proxy.mend:find("--proxy env", 1, true))
  end)

  it("traces the wire, with nothing in it that a bug report should not have", function()
    local answer = wire.answer(200, wire.envelope({ account = { id = "424242", username = "private" } }), { { "X-Private", "private" } })
    local route = server:route({ answer })
    local ran = command.run({ "doctor", "--trace", "--ca-file", server.ca_file }, {
      environment = { FANSLY_BASE_URL = route.tls_base, FANSLY_API_KEY = KEY, FANSLY_ACCOUNT_ID = "fansly_acc_1" },
    })
    assert.equal(0, ran.status, ran.out)
    local trace = ran.out:match("[^\n]*event=attempt[^\n]*")
    for _, word in ipairs({ "operation=get_current_account", "path=/{account_id}/me", "status=200", "tls=TLSv1", "reused=false", "sent=",
      "received=", "handshake=", "headers=" }) do
      assert.truthy(trace:find(word, 1, true), word .. ": " .. trace)
    end
    assert.truthy(trace:find("x%-private"))
    for _, word in ipairs({ "424242", "fansly_acc_1", "private[^,\n]", "canary", "127.0.0.1" }) do
      assert.is_nil(trace:gsub("x%-private", ""):find(word), word)
    end
  end)

  it("asks for no more than two answers, and sends nothing", function()
    local route = server:route({ wire.answer(403, "{}"), wire.answer(200, accounts) })
    doctor({ FANSLY_BASE_URL = route.base, FANSLY_API_KEY = KEY, FANSLY_ACCOUNT_ID = "fansly_acc_9" })
    local requests = route.requests()
    assert.equal(2, #requests)
    for _, request in ipairs(requests) do
      assert.truthy(request:find("^GET "))
    end
  end)
end)
