-- Clients that keep to the rate limit, rather than run into it with all their calls.

local core = require("fansly.core")
local fansly = require("fansly")
local recorder = require("spec.support.recorder")
local retry = require("fansly.retry")

local GAP = 0.1 -- seconds, of 600 requests a minute
local HEADERS = "x-ratelimit-limit: 600\r\nx-ratelimit-remaining: %d\r\n"

-- A network that tells what is left; with the times at which it was asked.
local function net_with(left)
  local times = {}
  local net = recorder.new(function(_, number)
    times[number] = core.now()
    local given = type(left) == "table" and left[number] or left
    if type(given) == "table" then
      return given
    end
    return recorder.answer(recorder.envelope('{"data":[]}'), 200, HEADERS:format(given))
  end)
  return net, times
end

local function refusal(seconds)
  return recorder.answer('{"message":"slow down"}', 429, HEADERS:format(0) .. ("x-ratelimit-retry-after: %g\r\n"):format(seconds))
end

local function call_often(client, count, cancelled)
  local kinds = {}
  for i = 1, count do
    client.chats:list(function(_, err)
      kinds[i] = err and err.kind or "done"
    end)
  end
  for _ = 1, cancelled or 0 do
    client.chats:list(function() end):cancel()
  end
  fansly.run()
  return kinds
end

describe("a client that is throttled #quick", function()
  it("waits for nothing while there is room", function()
    local net, times = net_with(300)
    local client = net:client({ throttle = true })
    assert(client.chats:list())
    call_often(client, 20)
    assert.is_true(times[21] - times[1] < GAP)
  end)

  it("lets its calls out one by one where little is left", function()
    local net, times = net_with(60)
    local client = net:client({ throttle = true })
    assert(client.chats:list())
    assert.same({ "done", "done", "done" }, call_often(client, 3))
    assert.is_true(times[4] - times[2] > 1.9 * GAP, times[4] - times[2])
    assert.is_true(times[3] - times[2] > 0.9 * GAP)
  end)

  it("has the other accounts of the key wait with it, and other calls go on", function()
    local net, times = net_with(0)
    local client = net:client({ throttle = true })
    assert(client.chats:list())
    assert(client:account("other").chats:list())
    assert(client:account("other").chats:list())
    assert.is_true(times[3] - times[2] > 0.9 * GAP)
    local before = core.now()
    assert(client.chats:list({}, { throttle = false }))
    assert(net:client().chats:list())
    assert.is_true(core.now() - before < GAP)
  end)

  it("holds all of its calls back after a refusal, and lets them out one by one", function()
    local net, times = net_with({ [1] = refusal(0.3), [2] = 0, [3] = 0 })
    local client = net:client({ throttle = true, max_retries = 0 })
    local _, err = client.chats:list()
    assert.equal("rate_limited", err.kind)
    assert.same({ "done", "done" }, call_often(client, 2))
    assert.is_true(times[2] - times[1] > 0.29, times[2] - times[1])
    assert.is_true(times[3] - times[2] > 0.9 * GAP)
  end)

  it("has its calls wait longer where a refusal comes while they wait", function()
    local net, times = net_with({ [1] = refusal(0.1), [2] = refusal(0.3), [3] = 0, [4] = 0 })
    local client = net:client({ throttle = true, max_retries = 0 })
    client.chats:list()
    assert.same({ "rate_limited", "done" }, call_often(client, 2))
    assert.is_true(times[3] - times[2] > 0.29, times[3] - times[2])
  end)

  it("tells at once where the turn comes too late, and sends nothing", function()
    local net = net_with({ [1] = refusal(50) })
    local client = net:client({ throttle = true, max_retries = 0 })
    client.chats:list()
    local before = core.now()
    local page, err = client.messages:send("c1", { content = "hi" }, { timeout = 2 })
    assert.is_nil(page)
    assert.equal("rate_limited", err.kind)
    assert.equal(0, err.attempts)
    assert.is_false(err.maybe_sent)
    assert.is_true(err.retry_after > 45)
    assert.is_true(core.now() - before < 1)
    assert.equal(1, net.count)
  end)

  it("keeps no turn for calls that had no time for it", function()
    local net, times = net_with({ [1] = refusal(0.5), [2] = 0 })
    local client = net:client({ throttle = true, max_retries = 0 })
    client.chats:list()
    for _ = 1, 50 do -- five seconds of turns
      local _, err = client.chats:list({}, { timeout = 0.1 })
      assert.equal("rate_limited", err.kind)
      assert.is_true(err.retry_after < 0.6, err.retry_after)
    end
    assert(client.chats:list({}, { timeout = 3 }))
    assert.is_true(times[2] - times[1] < 1, times[2] - times[1])
  end)

  it("keeps no turn for calls that were cancelled, once there is room", function()
    local net, times = net_with({ [1] = refusal(0.2), [2] = 300, [3] = 300 })
    local client = net:client({ throttle = true, max_retries = 0 })
    client.chats:list()
    assert.same({ "done" }, call_often(client, 1, 30))
    assert(client.chats:list())
    assert.is_true(times[3] - times[2] < 5 * GAP, times[3] - times[2])
  end)

  it("does not say that nothing was sent where a first attempt was", function()
    local net = net_with({ [1] = refusal(0.1), [2] = recorder.answer("{}", 503), [3] = 0 })
    local client = net:client({ throttle = true, max_retries = 0 })
    client.chats:list()
    local delay = retry.delay
    function retry.delay()
      client.session.throttle.blocked = core.now() + 50 -- as by another call
      return 0.01
    end
    local _, err = client.chats:list({}, { max_retries = 1, timeout = 2 })
    retry.delay = delay
    assert.equal("rate_limited", err.kind)
    assert.equal(1, err.attempts)
    assert.matches("not sent again", err.message)
    assert.is_nil(err.message:find("nothing was sent", 1, true))
  end)

  it("can be cancelled, and closed, while its calls wait", function()
    local net = net_with({ [1] = refusal(50) })
    local client = net:client({ throttle = true, max_retries = 0, timeout = 100 })
    client.chats:list()
    local kinds = {}
    local function note(_, err)
      kinds[#kinds + 1] = err.kind
    end
    local handle = client.chats:list(note)
    client.chats:list(note)
    fansly.step(0)
    assert.is_true(handle:cancel())
    client:close()
    fansly.run()
    assert.same({ "cancelled", "cancelled" }, kinds)
    assert.equal(1, net.count)
  end)

  it("is one by true or false", function()
    for _, wrong in ipairs({ "yes", 1, {} }) do
      local none, err = fansly.new({ api_key = "canary-0123456789", throttle = wrong })
      assert.is_nil(none)
      assert.equal("throttle", err.field)
    end
  end)
end)
