-- A process that forks: its child has no part in its calls and connections, and does not disturb them.

local calls = require("spec.support.calls")
local program = require("spec.support.program")
local wire = require("spec.support.wire")

local START = [[
  local core, fansly = require("fansly.core"), require("fansly")
  local function open(more)
    local options = { api_key = "canary-of-a-child", account_id = "a", base_url = os.getenv("BASE"), ca_file = os.getenv("CA") }
    for name, value in pairs(more or {}) do options[name] = value end
    return assert(fansly.new(options))
  end
  local client = open()
  -- Runs a function in a child, which ends as `ending` says, and waits for it.
  local function in_child(action, ending)
    local pid = host.fork()
    if pid == 0 then
      local ok, problem = pcall(action)
      if not ok then io.stderr:write("in the child: ", tostring(problem), "\n") end
      if ending == "at once" then host.exit(ok and 0 or 1) end
      os.exit(ok and 0 or 1, true) -- closes the state where this Lua can, and runs what exit() runs
    end
    assert(host.wait(pid) == 0, "the child failed")
  end
  local function refused(value, err)
    assert(value == nil and err.kind == "closed", tostring(err))
    assert(err.message:find("fork", 1, true), err.message)
    return err
  end
  local function turn(seconds)
    local deadline = core.now() + seconds
    while core.now() < deadline do fansly.step(0.005) end
  end
]]

describe("a fork", function()
  local server

  setup(function()
    server = wire.start()
  end)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  local function run(route, code, address)
    local environment = {}
    environment.BASE, environment.CA = route[address or "base"], server.ca_file
    -- what a child has of its parent's connections is left to the system by intention
    environment.ASAN_OPTIONS = (os.getenv("ASAN_OPTIONS") or "") .. ":detect_leaks=0"
    local output, status = program.host(START .. code, environment)
    assert.equal("", output)
    assert.equal(0, status)
  end

  local function kept_open(ending, address)
    local route = server:route({ calls.of.read.answer })
    run(
      route,
      ([[
      assert(client.chats:list())
      in_child(function()
        refused(client.chats:list())
        refused(client.messages:send("c", { content = "hi" }))
        refused(client:account("b").chats:mute("u"))
        local told
        client.chats:list({}, function(_, err) told = err end)
        assert(told == nil and fansly.run())
        refused(nil, told)
        assert(fansly.step(0) == 0)
        client:close()
        collectgarbage()
        collectgarbage()
      end, %q)
      assert(client.chats:list())
      in_child(function() end, %q)
      assert(client.chats:list())
    ]]):format(ending, ending),
      address
    )
    local connections = route.connections()
    assert.equal(3, #route.requests())
    assert.same({ connections[1], connections[1], connections[1] }, connections)
  end

  it("leaves the parent's connection whole, however the child ends", function()
    for _, ending in ipairs({ "at once", "in order" }) do
      kept_open(ending)
    end
  end)

  it("leaves the parent's connection whole over TLS", function()
    for _, ending in ipairs({ "at once", "in order" }) do
      kept_open(ending, "tls_base")
    end
  end)

  it("lets the child make calls of its own, over connections of its own", function()
    local route = server:route({ calls.of.read.answer })
    run(
      route,
      [[
      assert(client.chats:list())
      in_child(function()
        local own = open()
        assert(own.chats:list())
        assert(fansly.go(function() return #own.chats:list().items end):wait() == 1)
        refused(client.chats:list())
        own:close()
      end)
      assert(client.chats:list())
    ]]
    )
    local ids = route.connections()
    assert.equal(4, #ids)
    assert.equal(ids[1], ids[4])
    assert.equal(ids[2], ids[3])
    assert.not_equal(ids[1], ids[2])
  end)

  it("in the middle of calls leaves them to the parent", function()
    local route = server:route({ { { "sleep", 0.3 }, calls.of.send.answer[1] } })
    for _, action in ipairs({
      "fansly.run()",
      "fansly.step(0)",
      "handle:cancel() task:cancel() fansly.run()",
      "client:close() fansly.run()",
      "open():close() fansly.run()",
      "assert(not open({ base_url = 'http://127.0.0.1:1', max_retries = 0 }).chats:list()) fansly.run()",
    }) do
      local before = #route.requests()
      run(
        route,
        ([[
        local told, handle, task = {}, nil, nil
        handle = client.messages:send("c", { content = "hi" }, function(value, err) told[#told + 1] = value or err end)
        task = fansly.go(function() return client.messages:send("c", { content = "hi" }) end)
        turn(0.1)
        in_child(function()
          %s
          assert(#told == 1 and told[1].maybe_sent == true, #told)
          assert(told[1].kind == "closed" or told[1].kind == "cancelled")
          local value, err = task:wait()
          assert(value == nil and err.maybe_sent == true)
          assert(handle:cancel() == false and task:cancel() == false)
        end)
        fansly.run()
        assert(#told == 1 and told[1].id == "m1")
        assert(task:wait().id == "m1")
      ]]):format(action)
      )
      assert.equal(before + 2, #route.requests())
    end
  end)

  it("does not repeat what the parent will try again", function()
    local route = server:route({ wire.answer(429, "{}", { ["Retry-After"] = "0.3" }), calls.of.send.answer })
    run(
      route,
      [[
      local told
      client.messages:send("c", { content = "hi" }, function(value, err) told = value or err end)
      turn(0.15)
      in_child(function()
        fansly.run()
        refused(nil, told)
        assert(told.maybe_sent == false)
      end)
      fansly.run()
      assert(told.id == "m1")
    ]]
    )
    assert.equal(2, #route.requests())
  end)

  it("inside a callback or a task is as good as anywhere", function()
    local route = server:route({ calls.of.read.answer })
    run(
      route,
      [[
      local count = 0
      local function check()
        in_child(function() refused(client.chats:list()) end)
        count = count + 1
      end
      client.chats:list({}, check)
      fansly.go(function()
        check()
        assert(client.chats:list())
        check()
        fansly.sleep(0.01)
        check()
      end)
      fansly.run()
      assert(count == 4)
    ]]
    )
    assert.equal(2, #route.requests())
  end)

  it("before anything was used is nobody's business", function()
    local route = server:route({ calls.of.read.answer })
    run(
      route,
      [[
      in_child(function()
        refused(client.chats:list()) -- it was made by the parent
        assert(open().chats:list())
      end)
      assert(client.chats:list())
    ]]
    )
    assert.equal(2, #route.requests())
  end)

  it("gives the sandbox's client no call either", function()
    run(
      server:route({ calls.of.read.answer }),
      [[
      local boxed = require("fansly.sandbox").new({ seed = 1 }):client()
      assert(boxed.chats:list())
      in_child(function() refused(boxed.chats:list()) end)
      assert(boxed.chats:list())
    ]]
    )
  end)
end)
