-- A process that has no file descriptors left.

local calls = require("spec.support.calls")
local child = require("spec.support.child")
local wire = require("spec.support.wire")

local CODE = [[
  local fansly = require("fansly")
  local options = { api_key = "canary-0123456789abcdef", account_id = "a", base_url = %q, ca_file = %q, max_retries = 0 }
  local client = assert(fansly.new(options))
  local messages = client.messages -- which reads files when it is first used

  -- One call with only so many left.
  local function try(left)
    local held = {}
    for _ = 1, 1000 do
      held[#held + 1] = io.open("/dev/null")
    end
    for _ = 1, left do
      table.remove(held):close()
    end
    local message, err = messages:send("c1", { content = "hi" })
    for _, file in ipairs(held) do
      file:close()
    end
    print(message and "sent" or ("%%s, maybe_sent = %%s: %%s"):format(err.kind, tostring(err.maybe_sent), err.message))
  end

  for _, left in ipairs({ %s }) do
    try(left)
  end
]]

local NONE = "network, maybe_sent = false: no file descriptors are left for a connection (ulimit -n)\n"

describe("without descriptors", function()
  local server

  setup(function()
    server = wire.start()
  end)

  teardown(function()
    server:stop()
  end)

  local function tried(base, left)
    local limited = ("sh -c 'ulimit -n 64; exec \"$@\"' limited %s"):format(child.quoted(child.interpreter()))
    return (child.run(CODE:format(base, server.ca_file, left), {}, limited))
  end

  it("a call says so, and the next one works", function()
    local route = server:route({ calls.of.send.answer })
    assert.equal(NONE .. NONE .. "sent\nsent\n", tried(route.base, "0, 1, 30, 1"))
    assert.equal(2, #route.requests())
  end)

  it("a call says so where certificates cannot be read, too", function()
    local route = server:route({ calls.of.send.answer })
    assert.equal(NONE .. NONE .. "sent\n", tried(route.tls_base, "0, 1, 30"))
    assert.equal(1, #route.requests())
  end)

  it("a call says so where a name cannot be looked up, too", function()
    assert.equal(NONE .. NONE .. NONE, tried("https://nowhere.invalid", "0, 1, 2"))
  end)

  it("a server that cannot be reached is another matter", function()
    assert.is_nil(tried("http://127.0.0.1:1", "0, 30"):find(NONE .. NONE, 1, true))
  end)
end)
