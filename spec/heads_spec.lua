-- Heads of answers that do not end, or are larger than any that is meant well.

local calls = require("spec.support.calls")
local wire = require("spec.support.wire")

local INTERIM = "HTTP/1.1 102 Processing\r\n\r\n"

describe("a head", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    server:stop()
  end)

  -- What a call of each effect answers to a head that is put before a good answer.
  local function each(effects, change, check)
    for _, effect in ipairs(effects) do
      local route = server:route({ { { "send", change(calls.of[effect].answer[1][2]) }, { "keep" } } })
      local client = calls.client(route.base, { max_retries = 0, timeout = 5 })
      check(calls.of[effect].run(client))
      assert.equal(1, #route.requests())
    end
  end

  local function is_limit(words)
    return function(value, err)
      assert.is_nil(value)
      assert.equal("limit: " .. words, err.kind .. ": " .. err.message)
      assert.is_true(err.maybe_sent)
    end
  end

  local function good(value, err)
    assert.is_truthy(value, err)
  end

  for _, size in ipairs({ 70000, 102400, 300000, 1000000 }) do
    it(("with a line of %d bytes is too large"):format(size), function()
      local long = ("a"):rep(size)
      local too_large = is_limit("the headers of the answer are too large")
      each(calls.effects, function(answer)
        return (answer:gsub("\r\n", "\r\nX-Long: " .. long .. "\r\n", 1))
      end, too_large)
      each({ "send" }, function(answer)
        return (answer:gsub("\r\n", " " .. long .. "\r\n", 1))
      end, too_large)
    end)
  end

  it("whose line does not end is too large", function()
    each({ "read", "send" }, function()
      return "HTTP/1.1 200 OK\r\nX-Long: " .. ("a"):rep(400000)
    end, is_limit("the headers of the answer are too large"))
  end)

  it("may have eight before it that are not the answer yet", function()
    each(calls.effects, function(answer)
      return INTERIM:rep(8) .. answer
    end, good)
    each(calls.effects, function(answer)
      return INTERIM:rep(9) .. answer
    end, is_limit("too many interim answers"))
  end)

  it("does not drip in for ever", function()
    local drip = {}
    for i = 1, 100, 2 do
      drip[i], drip[i + 1] = { "send", INTERIM }, { "sleep", 0.02 }
    end
    local route = server:route({ drip })
    local value, err = calls.of.send.run(calls.client(route.base, { timeout = 10 }))
    assert.is_nil(value)
    assert.equal("limit", err.kind)
    assert.is_true(err.maybe_sent)
  end)
end)
