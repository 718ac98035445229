-- The sandbox's model, request by request: its account, who gets in, and how often.

local endpoints = require("fansly.endpoints")
local handlers = require("fansly.sandbox.handlers")
local json = require("fansly.json")
local model = require("fansly.sandbox.model")
local requests = require("spec.support.sandbox_requests")
local sandbox = require("fansly.sandbox")

local NOW = requests.NOW
local ask, get, everything, refused, keys = requests.ask, requests.get, requests.everything, requests.refused, requests.keys

describe("the sandbox's model", function()
  local own

  before_each(function()
    own = requests.start()
  end)

  it("has a handler for every row, and for rows only", function()
    for id in pairs(handlers) do
      assert.truthy(endpoints.by_id[id], id)
    end
    for _, row in ipairs(endpoints.rows) do
      assert.equal("function", type(handlers[row.id]), row.id)
    end
  end)

  it("refuses what is no option, and values that are none of it", function()
    for _, given in ipairs({ { "seed", "7" }, { "seed", 0 / 0 }, { "chats", -1 }, { "chats", 1.5 }, { "page_size", 0 },
      { "rate_limit", true }, { "rate_limit", -1 }, { "credits", "many" },
      { "cursor_place", "here" }, { "two_factor_code", 12345 }, { "account_id", "a/b" }, { "api_key", "" }, { "api_key", "a\nb" },
      { "now", 7 }, { "state", 7 }, { "model", 7 }, { "lose_access_rules", 1 } }) do
      local none, err = sandbox.new({ [given[1]] = given[2] })
      assert.is_nil(none)
      assert.equal("config", err.kind)
      assert.equal(given[1], err.field)
      assert.is_truthy(err.message:find("^" .. given[1] .. " %l"), err.message)
    end
    for _, now in ipairs({ 0 / 0, 1 / 0, "5", false }) do
      assert.error_matches(function()
        model.new({ now = function() return now end })
      end, "the option now has to give Unix time")
    end
    for _, wrong in ipairs({ 5, "seed", true }) do
      assert.equal("options", select(2, sandbox.new(wrong)).field)
      assert.equal("options", select(2, model.new(wrong)).field)
      assert.equal("options", select(2, sandbox.new():client(wrong)).field)
    end
    assert.error_matches(function()
      sandbox.new({ sed = 7 })
    end, "fansly.sandbox.new: the option sed is unknown; did you mean seed%?")
    assert.equal("sed", select(2, model.new({ sed = 7 })).field)
    assert.equal(own, sandbox.new({ model = own }).model)
  end)

  it("refuses options of a webhook that it does not know", function()
    local box = sandbox.new()
    for _, case in ipairs({ { { ammount = 5 }, "did you mean amount" }, { 5, "options have to be a table, not 5" } }) do
      assert.error_matches(function()
        box:webhook("tips.received", case[1])
      end, "webhook: .*" .. case[2])
    end
    assert.equal(0, box.model.events)
  end)

  describe("account", function()
    it("follows from the seed", function()
      -- These hold for every Lua: a change here changes everybody's fixtures.
      assert.equal("132805149000016143", own.native_id)
      assert.equal("231229597000081310", own.chat_ids[1])
      assert.same(own.fans, model.new({ seed = 7 }).fans)
      assert.same(everything(), (everything(nil, model.new({ seed = 7 }))))
      assert.not_equal(own.fans[1], model.new({ seed = 8 }).fans[1])
    end)

    it("has ids of 18 digits, all different", function()
      local seen = {}
      for _, ids in ipairs({ own.fans, own.chat_ids, own.tiers, { own.native_id } }) do
        for _, id in ipairs(ids) do
          assert.truthy(id:find("^[1-9]" .. ("%d"):rep(17) .. "$"), id)
          assert.is_nil(seen[id])
          seen[id] = true
        end
      end
    end)

    it("shows the profile with the native id", function()
      local status, body = get("/me")
      local profile = body.data.data.response.account
      assert.equal(200, status)
      assert.equal(200, body.data.status_code)
      assert.is_true(body.data.data.success)
      assert.equal("displayName id username walls", keys(profile))
      assert.equal(own.native_id, profile.id)
    end)
  end)

  describe("access", function()
    it("needs the key", function()
      local status, body, headers = ask("GET", "/fansly_acc_sandbox/me", nil, { ["x-api-key"] = "wrong" })
      refused(401, "API key", status, body)
      assert.is_nil(headers["x-ratelimit-limit"])
      assert.equal(401, (own:handle({ method = "GET", target = "/api/fansly/fansly_acc_sandbox/me" })))
    end)

    it("knows one account", function()
      local status, body = ask("GET", "/fansly_acc_2/me")
      assert.equal(403, status)
      assert.same({ error = "Account not found or access denied" }, body)
    end)

    it("tells an unknown route from a wrong method", function()
      refused(404, "Not found", ask("GET", ""))
      refused(404, "Not found", ask("GET", "/fansly_acc_sandbox/me/"))
      refused(404, "Not found", ask("GET", "/fansly_acc_sandbox/nothing"))
      refused(404, "Not found", ask("POST", "/fansly_acc_sandbox/chats//vip"))
      assert.equal(404, (own:handle({ method = "GET", target = "/", headers = { ["x-api-key"] = own.api_key } })))
      local status, body, headers = ask("DELETE", "/fansly_acc_sandbox/me")
      refused(405, "Method", status, body)
      assert.equal("GET", headers.allow)
    end)

    it("decodes the path", function()
      assert.equal(200, (ask("GET", "/fansly%5Facc_sandbox/me")))
      assert.equal(403, (ask("GET", "/a%2Fb/me")))
      assert.equal(404, (ask("GET", "/%zz/me")))
    end)

    it("takes no JSON type and no body with GET", function()
      local headers = { ["content-type"] = "Application/JSON; charset=utf-8" }
      refused(400, "GET takes", ask("GET", "/fansly_acc_sandbox/me", nil, headers))
      refused(400, "GET takes", ask("GET", "/fansly_acc_sandbox/me", "{}", { ["content-type"] = "text/plain" }))
    end)
  end)

  describe("rate limit", function()
    before_each(function()
      own = requests.start({ rate_limit = 3 })
    end)

    it("counts down, then refuses until the minute has passed", function()
      for i = 1, 3 do
        requests.clock = NOW + i - 1
        local status, _, headers = get("/me")
        assert.equal(200, status)
        assert.equal("3", headers["x-ratelimit-limit"])
        assert.equal(tostring(3 - i), headers["x-ratelimit-remaining"])
        assert.equal("Free", headers["x-ratelimit-plan"])
        assert.is_nil(headers["x-ratelimit-retry-after"])
      end
      requests.clock = NOW + 10.5
      local status, body, headers = get("/me")
      refused(429, "Rate limit exceeded. Please wait before making more requests.", status, body)
      assert.equal("50", headers["x-ratelimit-retry-after"])
      assert.equal("50", headers["retry-after"])
      assert.equal("0", headers["x-ratelimit-remaining"])
      requests.clock = NOW + 59.9
      assert.equal(429, (get("/me")))
      requests.clock = NOW + 60
      assert.equal(200, (get("/me")))
      assert.equal(429, (get("/me")))
      requests.clock = NOW + 61
      assert.equal(200, (get("/me")))
    end)

    it("does not count what the key does not open", function()
      for _ = 1, 5 do
        assert.equal(401, (ask("GET", "/fansly_acc_sandbox/me", nil, { ["x-api-key"] = "wrong" })))
      end
      assert.equal(200, (get("/me")))
    end)

    it("can be off", function()
      local free = model.new({ rate_limit = false, now = own.now })
      for _ = 1, 700 do
        assert.equal(200, (get("/me", free)))
      end
      local _, _, headers = get("/me", free)
      assert.equal("Enterprise", headers["x-ratelimit-plan"])
      assert.is_nil(headers["x-ratelimit-limit"])
    end)
  end)

  it("gives the headers in a fixed order, and the time of its own clock", function()
    local _, fields, text = own:handle({
      method = "GET",
      target = "/api/fansly/fansly_acc_sandbox/me",
      headers = { ["x-api-key"] = own.api_key },
    })
    assert.same({
      { "content-type", "application/json; charset=utf-8" },
      { "x-ratelimit-limit", "600" },
      { "x-ratelimit-remaining", "599" },
      { "x-ratelimit-plan", "Starter" },
      { "x-request-id", "sandbox-7-000001" },
    }, fields)
    assert.equal("2026-09-21T14:13:20.000Z", json.decode(text).timestamp)
  end)
end)
