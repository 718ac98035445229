-- Whatever goes away, at whatever step of a request: no crash, no leak, no call that is stuck, and nothing is told twice.

local calls = require("spec.support.calls")
local child = require("spec.support.child")
local core = require("fansly.core")
local fansly = require("fansly")
local program = require("spec.support.program")
local wire = require("spec.support.wire")

local STEPS = 24 -- a request is over after some ten

local function collect()
  for _ = 1, 3 do
    collectgarbage()
  end
end

describe("what is dropped", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  local function new_client(base)
    return assert(fansly.new({ api_key = calls.key, account_id = calls.account, base_url = base }))
  end

  local function turn(steps)
    for _ = 1, steps do
      fansly.step(0.002)
    end
  end

  it("after any number of steps goes on by itself: handles, tasks and clients", function()
    for _, effect in ipairs(calls.effects) do
      local route = server:route({ { { "sleep", 0.005 }, calls.of[effect].answer[1] } })
      for steps = 0, STEPS do
        local told = 0
        do
          local client = new_client(route.base)
          calls.of[effect].run(client, nil, function(value, err)
            assert(value, err)
            told = told + 1
          end)
          fansly.go(function()
            assert(calls.of[effect].run(client))
            told = told + 1
          end)
        end
        turn(steps)
        collect()
        fansly.run()
        assert.equal(2, told)
        collect()
        fansly.run()
        assert.equal(2, told)
      end
      assert.equal(2 * (STEPS + 1), #route.requests())
    end
  end)

  it("after any number of steps may be cancelled or closed", function()
    local endings = {
      function(handle, task)
        handle:cancel()
        task:cancel()
      end,
      function(_, _, client)
        client:close()
      end,
      function(handle, _, client)
        client:close()
        client:close()
        handle:cancel()
      end,
    }
    local route = server:route({ { { "sleep", 0.005 }, calls.of.send.answer[1] } })
    for _, ending in ipairs(endings) do
      for steps = 0, STEPS do
        local told = {}
        local client = new_client(route.base)
        local handle = calls.of.send.run(client, nil, function(value, err)
          told[#told + 1] = value and "done" or err.kind
        end)
        local task = fansly.go(function()
          local value, err = calls.of.send.run(client)
          return value and "done" or err.kind
        end)
        turn(steps)
        ending(handle, task, client)
        collect()
        local before = core.now()
        fansly.run()
        assert.is_true(core.now() - before < 0.3)
        assert.equal(1, #told)
        local kind, err = task:wait()
        kind = kind or err.kind
        for _, each in ipairs({ told[1], kind }) do
          assert.is_true(each == "done" or each == "cancelled" or each == "closed", each)
        end
        assert.equal(0, fansly.step(0))
        client:close()
      end
    end
  end)

  it("without being closed lets go of its connections as garbage", function()
    local function sockets()
      local _, count = calls.shell("ls -l /proc/$PPID/fd"):gsub("socket:", "")
      return count
    end
    calls.close()
    collect()
    fansly.step(0)
    local before = sockets()
    local route = server:route({ calls.of.read.answer })
    for _ = 1, 3 do
      assert(new_client(route.base).chats:list())
    end
    assert.is_true(sockets() > before)
    collect()
    fansly.step(0)
    assert.equal(before, sockets())
  end)
end)

describe("a finalizer", function()
  local server

  setup(function()
    server = wire.start()
  end)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  -- In a process of its own, whose heap is small, so that the collector is often done with it.
  local PRELUDE = [[
    -- a trace of LuaJIT 2.1.0-beta3 that meets the collector within a long finalizer may be left and entered for ever
    if jit then jit.off() end
    local fansly = require("fansly")
    local function new_client(name)
      return assert(fansly.new({ api_key = "canary-of-a-child", account_id = "a", base_url = os.getenv(name) }))
    end
    local function finalizer(action)
      if _VERSION ~= "Lua 5.1" then
        setmetatable({}, { __gc = action })
      else
        getmetatable(newproxy(true)).__gc = action
      end
    end
    local reports = {}
    function fansly.on_error(problem) reports[#reports + 1] = tostring(problem) end
    -- a pause of 100 would be one whole cycle for each piece of memory on 5.4, whose interpreter is in another mode than its library
    if _VERSION == "Lua 5.4" then collectgarbage("incremental") end
    local collector = require("spec.support.collector")
    collector.set("pause", 110)
    collector.set("stepmul", 1000)
  ]]

  local function run(code, chats)
    local list = {}
    for i = 1, chats do
      list[i] = { groupId = "g" .. i, partnerAccountId = "p" .. i }
    end
    local big = server:route({ wire.answer(200, wire.envelope({ data = list })) })
    local small = server:route({ calls.of.read.answer })
    local output, status = child.run(PRELUDE .. code, { BIG = big.base, SMALL = small.base })
    assert.equal("", output)
    assert.equal(0, status)
  end

  it("may do anything, also while an answer is read", function()
    run(
      [[
      local client, other = new_client("BIG"), new_client("SMALL")
      local ran, refused, told, pending, deep = 0, 0, 0, 0, false
      local function alone(action) -- one at a time of those that run further finalizers inside
        return function()
          if not deep then
            deep = true
            action()
            deep = false
          end
        end
      end
      local function note() told = told + 1 end
      local actions = {
        function()
          local _, err = fansly.step(0)
          if err and err.kind == "validation" then refused = refused + 1 end
        end,
        function() fansly.run() end,
        alone(collectgarbage),
        function()
          pending = pending + 1
          other.chats:list(note)
        end,
        function()
          pending = pending + 1
          other.chats:list(note):cancel()
        end,
        function() fansly.go(fansly.sleep, 0) end,
        function() new_client("SMALL"):close() end,
        alone(function() assert(#other.chats:list().items == 1) end), -- waits, in the middle of whatever goes on
      }
      local going, allowed = true, "attempt to yield across" -- where this Lua cannot tell that it cannot
      local function act(number)
        ran = ran + 1
        local ok, problem = pcall(actions[number % #actions + 1])
        if not ok and not tostring(problem):find(allowed, 1, true) then fansly.on_error(problem) end
        if going and ran < 1500 then -- or they would find work for each other for ever
          finalizer(function() act(number + 1) end) -- for the next cycle
        end
      end
      for i = 1, 2 * #actions do act(i) end
      for _ = 1, 90 do
        local page, err = client.chats:list()
        assert(page, err)
        assert(#page.items == 500)
        fansly.run()
      end
      going = false
      collectgarbage()
      fansly.run()
      assert(#reports == 0, reports[1])
      assert(ran > 500 and refused > 10, ran .. " " .. refused)
      assert(pending == told)
    ]],
      500
    )
  end)

  it("may close the client whose answer is read", function()
    run(
      [[
      local closed = 0
      for round = 1, 40 do
        local client = new_client("BIG")
        local told, cycles = {}, 0
        local function note(page, err) told[#told + 1] = page and "done" or err.kind end
        client.chats:list(note)
        client.chats:list(note)
        local function again()
          cycles = cycles + 1
          if cycles == round then
            client:close()
            fansly.step(0)
          elseif cycles < round then
            finalizer(again) -- for the next cycle
          end
        end
        finalizer(again)
        fansly.run()
        assert(#told == 2, #told)
        for _, kind in ipairs(told) do
          assert(kind == "done" or kind == "cancelled", kind)
          if kind == "cancelled" then closed = closed + 1 end
        end
        cycles = round
      end
      assert(closed > 2 and #reports == 0, reports[1] or closed)
    ]],
      3000
    )
  end)
end)

describe("a Lua state", function()
  local server

  setup(function()
    server = wire.start()
  end)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  local START = [[
    local fansly = require("fansly")
    local options = { api_key = "canary-of-a-child", account_id = "a", base_url = os.getenv("BASE"), ca_file = os.getenv("CA") }
    local client = assert(fansly.new(options))
    local function turn(steps)
      for _ = 1, steps do fansly.step(0.002) end
    end
  ]]

  local function run(code, route, options, address)
    local environment = { BASE = route[address or "base"], CA = server.ca_file }
    local output, status = program.host(START .. code, environment, options)
    assert.equal("", output)
    assert.equal(0, status)
  end

  local function each_step(code, answer, address)
    run(code .. " turn(host.cycle - 1)", server:route({ { { "sleep", 0.005 }, answer[1] } }), { "--cycles " .. STEPS }, address)
  end

  it("may be closed at every step of a call with a callback", function()
    each_step("client.chats:list({}, function() end)", calls.of.read.answer)
    each_step('local handle = client.messages:send("c", { content = "hi" }, function() end)', calls.of.send.answer)
    each_step('client.chats:mute("u", function() end):cancel()', calls.of.idempotent.answer)
  end)

  it("may be closed at every step of a call over TLS", function()
    each_step("client.chats:list({}, function() end)", calls.of.read.answer, "tls_base")
    each_step('client.messages:send("c", { content = "hi" }, function() end)', calls.of.send.answer, "tls_base")
  end)

  it("may be closed at every step of tasks", function()
    each_step(
      [[
      local tasks = {}
      for i = 1, 3 do tasks[i] = fansly.go(function() return client.chats:list() end) end
      fansly.go(fansly.all, tasks)
      fansly.go(fansly.map, { 1, 2, 3 }, function() return client.chats:mute("u") end, { concurrency = 2 })
      fansly.go(fansly.sleep, 10)
      fansly.go(function() coroutine.wrap(function() client.chats:list() end)() end)
      fansly.go(function() for _ in client.chats:each() do fansly.sleep(0) end end)
    ]],
      wire.answer(200, wire.envelope({ data = { { groupId = "g" } } }))
    )
  end)

  it("may be closed while a retry waits, and from within callbacks and tasks", function()
    local busy = server:route({ wire.answer(503, "{}", { ["Retry-After"] = "5" }) })
    run("client.chats:list({}, function() end) turn(20)", busy)
    local route = server:route({ calls.of.read.answer })
    run("client.chats:list({}, function() client:close() os.exit(0, true) end) fansly.run() os.exit(1)", route)
    run("fansly.go(function() client.chats:list() os.exit(0, true) end) fansly.run() os.exit(1)", route)
    run("client.chats:list({}, function() os.exit(0) end) fansly.run() os.exit(1)", route)
  end)

  it("may be closed while finalizers call whatever there is", function()
    local code = [[
      local function finalizer(action)
        if _VERSION ~= "Lua 5.1" then return setmetatable({}, { __gc = action }) end
        local proxy = newproxy(true)
        getmetatable(proxy).__gc = action
        return proxy
      end
      local ran = {}
      local function all(when)
        return function()
          local problems = {}
          local function try(name, f, ...)
            local ok, problem = pcall(f, ...)
            if not ok then problems[#problems + 1] = name .. ": " .. tostring(problem) end
          end
          try("step", fansly.step, 0)
          try("call", function() client.chats:list({}, function() end):cancel() end)
          try("wait", function() client.chats:list() end)
          try("task", function() fansly.go(fansly.sleep, 0):wait() end)
          try("run", fansly.run)
          try("close", client.close, client)
          if #problems > 0 then io.stderr:write(when, ": ", table.concat(problems, "; "), "\n") end
        end
      end
      kept = { finalizer(all("late")) } -- made after the client, before its connections
      client.chats:list({}, function() end)
      kept[2] = finalizer(all("early"))
      turn(host.cycle % 12)
    ]]
    run(code, server:route({ calls.of.read.answer }), { "--cycles 24" })
  end)

  it("leaves nothing behind that another one would notice", function()
    local code = [[
      -- before this state has opened anything, and after the one before it was closed
      local file = assert(io.popen("ls /proc/$PPID/fd | wc -l"))
      local count = file:read("*a"):match("%d+")
      file:close()
      assert(tonumber(count) < 20, count) -- one more a state would make it 60
      assert(client.chats:list())
      if host.cycle % 2 == 0 then client:close() end
    ]]
    local route = server:route({ calls.of.read.answer })
    local output, status = program.host(START .. code, { BASE = route.base }, { "--cycles 60" })
    assert.equal("", output)
    assert.equal(0, status)
  end)
end)

describe("a program that the host starts", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  -- What a program inherits beside its standard streams.
  local function inherited()
    local pipe = assert(io.popen("unset LD_PRELOAD; ls -l /proc/self/fd"))
    local text = pipe:read("*a")
    pipe:close()
    local list = {}
    for number, target in text:gmatch("(%d+) %-> (%S+)") do
      if tonumber(number) > 2 and not target:find("^/proc/") then
        list[#list + 1] = target
      end
    end
    table.sort(list)
    return list
  end

  it("inherits no connection, no pipe and nothing else", function()
    calls.close()
    local before = inherited()
    local route = server:route({ { { "sleep", 0.3 }, calls.of.read.answer[1] } })
    local client = calls.client(route.base)
    local secure = calls.client(route.tls_base, { ca_file = server.ca_file })
    for _ = 1, 3 do
      client.chats:list({}, function() end)
      secure.chats:list({}, function() end)
      fansly.go(calls.of.send.run, secure)
    end
    for _ = 1, 12 do
      assert.same(before, inherited())
      fansly.step(0.01)
    end
    fansly.run()
    assert.same(before, inherited()) -- now the connections are kept
  end)
end)
