-- Bodies of calls that may be repeated, which libcurl gets in one piece.

local call = require("fansly.call")
local calls = require("spec.support.calls")
local wire = require("spec.support.wire")

local LARGE = ("x"):rep(300000) -- more than libcurl sends with the headers, and than a socket takes at once
local GOOD = wire.envelope({ id = "m1" })

describe("the body of a call that may be repeated", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    server:stop()
  end)

  local function run(answer, method, body, options)
    local route = server:route({ answer })
    local row = { id = "x", method = method, path = "/x", effect = "idempotent", params = {}, whole_body = body, answer = {} }
    local value, err = call.run(calls.client(route.base, { max_retries = 0 }), row, {}, options)
    return value, err, route.requests()
  end

  for _, method in ipairs({ "POST", "PUT", "PATCH", "DELETE" }) do
    it("goes out whole, or is empty, with " .. method, function()
      local value, err, requests = run(wire.answer(200, GOOD), method, { text = LARGE })
      assert(value, err)
      assert.equal('{"text":"' .. LARGE .. '"}', wire.parse(requests[1]).body)
      value, err, requests = run(wire.answer(200, GOOD), method)
      assert(value, err)
      local request = wire.parse(requests[1])
      assert.same({ method, "", "0" }, { request.method, request.body, request.headers["content-length"] })
    end)
  end

  it("may have had an effect where the connection breaks in the middle of it", function()
    local answer = { { "reset" } }
    answer.after = 1000
    local value, err = run(answer, "PUT", { text = LARGE })
    assert.is_nil(value)
    assert.same({ "network", true, 1 }, { err.kind, err.maybe_sent, err.attempts })
  end)

  it("is let go of when the call ends in the middle of it", function()
    local answer = { { "sleep", 5 } }
    answer.after = 1000
    local value, err = run(answer, "PATCH", { text = LARGE }, { timeout = 0.1 })
    assert.is_nil(value)
    assert.same({ "timeout", true }, { err.kind, err.maybe_sent })
  end)
end)
