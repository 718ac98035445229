-- Certificates, and what stands between here and the server.

local calls = require("spec.support.calls")
local child = require("spec.support.child")
local files = require("spec.support.files")
local peers = require("spec.support.peers")
local wire = require("spec.support.wire")

describe("over TLS", function()
  local server, others

  setup(function()
    server, others = wire.start(), peers.start()
  end)

  after_each(calls.close)

  teardown(function()
    server:stop()
    others:stop()
  end)

  local function refused(base, options)
    for _, effect in ipairs(calls.effects) do
      local value, err = calls.of[effect].run(calls.client(base, options))
      assert.is_nil(value)
      assert.equal("tls", err.kind, tostring(err))
      assert.is_false(err.maybe_sent)
      assert.equal(1, err.attempts)
    end
  end

  it("a call works with the certificate of ca_file, for the names in it", function()
    local route = server:route({ calls.of.send.answer })
    for _, base in ipairs({ route.tls_base, (route.tls_base:gsub("127%.0%.0%.1", "localhost")) }) do
      assert(calls.of.send.run(calls.client(base, { ca_file = server.ca_file })))
      assert(calls.of.idempotent.run(calls.client(base), { ca_file = server.ca_file }))
    end
    assert.equal(4, #route.requests())
  end)

  it("a server that nobody vouches for sees no request", function()
    local route = server:route({ calls.of.read.answer })
    refused(route.tls_base)
    assert(calls.of.read.run(calls.client(route.tls_base, { ca_file = server.ca_file })))
    refused(route.tls_base) -- with a trusted connection at hand
    refused(route.tls_base, { ca_file = others.expired_ca })
    assert.equal(1, #route.requests())
    assert.same({}, route.partials())
  end)

  it("a server of another name sees no request", function()
    local route = server:route({ calls.of.read.answer })
    refused(route.tls_base:gsub("127%.0%.0%.1", "other.localhost"), { ca_file = server.ca_file })
    assert.same({}, route.requests())
  end)

  it("a server whose certificate has expired sees no request", function()
    local before = others:asked()
    refused(others.expired, { ca_file = others.expired_ca })
    assert.equal(before, others:asked())
  end)

  it("a server that speaks no TLS sees no request", function()
    local route = server:route({ calls.of.send.answer })
    local base = route.base:gsub("^http:", "https:")
    -- it waits for the rest of what it takes for a request
    local value, err = calls.of.send.run(calls.client(base, { timeout = 0.2 }))
    assert.is_nil(value)
    assert.equal("timeout", err.kind)
    assert.is_false(err.maybe_sent)
    assert.same({}, route.requests())
    assert.equal("", server:log())
  end)

  it("a send is executed once, though the connection breaks", function()
    for _, action in ipairs({ "close", "reset" }) do
      local route = server:route({ calls.of.read.answer, { { action } }, calls.of.send.answer })
      local client = calls.client(route.tls_base, { ca_file = server.ca_file })
      assert(calls.of.read.run(client))
      local value, err = calls.of.send.run(client)
      assert.is_nil(value)
      assert.equal("network", err.kind)
      assert.is_true(err.maybe_sent)
      assert.equal(2, #route.requests())
    end
  end)
end)

describe("SSLKEYLOGFILE", function()
  local server, log

  setup(function()
    server, log = wire.start(), os.tmpname()
  end)

  teardown(function()
    server:stop()
    os.remove(log)
  end)

  local function logged()
    return assert(files.read(log))
  end

  local CODE = [[
    local fansly = require("fansly")
    local client = assert(fansly.new({ api_key = "canary-0123456789abcdef", account_id = "a", base_url = %q, ca_file = %q }))
    assert(client.messages:send("c1", { content = "hi" }))
    assert(client.messages:send("c1", { content = "hi" }))
    print("sent")
  ]]

  it("gets no secrets of connections to the API", function()
    local route = server:route({ calls.of.send.answer })
    local output = child.run(CODE:format(route.tls_base, server.ca_file), { SSLKEYLOGFILE = log })
    assert.equal("sent\n", output)
    assert.equal(2, #route.requests())
    assert.equal("", logged())
    -- the control: a program that lets libcurl have its way
    calls.shell(("SSLKEYLOGFILE='%s' curl -s --cacert '%s' '%s/x'"):format(log, server.ca_file, route.tls_base))
    if logged() == "" then
      pending("libcurl keeps no such log here")
    end
  end)
end)

describe("a proxy", function()
  local server, others

  setup(function()
    server, others = wire.start(), peers.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
    others:stop()
  end)

  it("carries a call when it is given, and sees no key", function()
    local route = server:route({ calls.of.send.answer })
    local client = calls.client(route.tls_base, { ca_file = server.ca_file, proxy = others.proxy })
    assert(calls.of.send.run(client))
    assert.equal(1, #route.requests())
    local asked = others:asked()
    assert.matches("^CONNECT 127%.0%.0%.1:" .. server.tls_port .. " HTTP/1%.1|", asked)
    assert.is_nil(asked:find(calls.key, 1, true))
    assert.is_nil(asked:find("chats", 1, true))
  end)

  it("that refuses proves that nothing was sent", function()
    local route = server:route({ calls.of.send.answer })
    local base = route.tls_base:gsub("127%.0%.0%.1", "localhost")
    local client = calls.client(base, { ca_file = server.ca_file, proxy = others.proxy, max_retries = 0 })
    local value, err = calls.of.send.run(client)
    assert.is_nil(value)
    assert.equal("network", err.kind)
    assert.is_nil(err.status)
    assert.is_false(err.maybe_sent)
    assert.same({}, route.requests())
  end)

  local CODE = [[
    local client = assert(require("fansly").new({
      api_key = "canary-of-a-child", account_id = "a", base_url = %q, ca_file = %q, proxy = %s, max_retries = 0,
    }))
    local sent, err = client.messages:send("c1", { content = "hi" })
    print(sent and "sent " .. sent.id or tostring(err))
  ]]

  -- A process of its own, whose environment names the proxy in every way that libcurl knows.
  local function in_child(base, proxy)
    local environment = { no_proxy = false, NO_PROXY = false }
    for _, name in ipairs({ "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" }) do
      environment[name] = others.proxy
    end
    return (child.run(CODE:format(base, server.ca_file, proxy and ("%q"):format(proxy) or "nil"), environment))
  end

  it("of the environment is not used", function()
    local route = server:route({ calls.of.send.answer })
    local before = others:asked()
    assert.equal("sent m1\n", in_child(route.base))
    assert.equal("sent m1\n", in_child(route.tls_base))
    assert.equal(before, others:asked())
    assert.equal(2, #route.requests())
  end)

  it("of the environment is used when asked for, but not for this machine's own http", function()
    local route = server:route({ calls.of.send.answer })
    local before = others:asked()
    assert.equal("sent m1\n", in_child(route.base, "env"))
    assert.equal(before, others:asked())
    assert.equal("sent m1\n", in_child(route.tls_base, "env"))
    assert.is_true(#others:asked() > #before)
    assert.equal(2, #route.requests())
  end)
end)
