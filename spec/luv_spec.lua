--- fansly.loop.luv with luv itself, in a plain interpreter.

local calls = require("spec.support.calls")
local child = require("spec.support.child")
local luv = require("fansly.loop.luv")
local loop_specs = require("spec.support.loop_specs")
local wire = require("spec.support.wire")

local found, uv = pcall(require, "luv")

describe("the loop of luv", function()
  local host, handles = {}, {}

  -- luv, with a memory for the handles that the adapter makes.
  local watched = setmetatable({}, {
    __index = function(_, name)
      return function(...)
        local handle = uv[name](...)
        handles[#handles + 1] = handle
        return handle
      end
    end,
  })

  function host.attach()
    luv.attach(watched)
  end

  host.detach = luv.detach

  function host.wait(done, seconds)
    local expired = false
    local timer = uv.new_timer()
    timer:start((seconds or 5) * 1000, 0, function()
      expired = true
    end)
    while not done() and not expired do
      uv.run("once")
    end
    timer:close()
    uv.run("nowait")
  end

  -- Nothing keeps the loop alive.
  function host.settle()
    assert.equal(0, luv.handles())
    for _, handle in ipairs(handles) do
      assert.is_true(handle:is_closing())
    end
    uv.run("nowait")
    assert.is_false(uv.loop_alive())
  end

  function host.tick(seconds, action)
    local timer = uv.new_timer()
    timer:start(seconds * 1000, seconds * 1000, action)
    return function()
      timer:close()
    end
  end

  function host.connect(port, done)
    local tcp = uv.new_tcp()
    tcp:connect("127.0.0.1", port, function(err)
      assert(not err, err)
      tcp:close()
      done()
    end)
  end

  local suite = loop_specs.new(host, "luv")
  setup(suite.setup)
  teardown(suite.teardown)
  after_each(suite.after_each)

  for _, case in ipairs(suite.cases) do
    it(case.title, function()
      if not found then
        pending("luv is not installed for this Lua")
      end
      suite.run(case)
    end)
  end

  it("is attached to nothing else", function()
    for _, wrong in ipairs({ 5, "luv", true, {}, io }) do
      assert.error_matches(function()
        luv.attach(wrong)
      end, "fansly.loop.luv.attach: luv has to be vim.uv, vim.loop or require%('luv'%), not ")
    end
    assert.is_nil(require("fansly.loop").host())
  end)

  -- What libuv calls an error at a socket, luv writes to stderr, in the middle of an editor's screen.
  it("prints nothing when a server resets a connection", function()
    if not found then
      pending("luv is not installed for this Lua")
    end
    local server = wire.start()
    local route = server:route({ { { "sleep", 0.1 }, { "reset" } } })
    local output = child.run(([[
      local uv = require("luv")
      require("fansly.loop.luv").attach(uv)
      local client = assert(require("fansly").new({ api_key = %q, account_id = "a", base_url = %q, max_retries = 0 }))
      client.chats:list({}, function(_, err) print(err.kind) end)
      uv.run()
    ]]):format(calls.key, route.base))
    server:stop()
    assert.equal("network\n", output)
  end)
end)
