-- Callbacks and what they may do; faults in them; handles that are cancelled while a connection comes about.

local calls = require("spec.support.calls")
local child = require("spec.support.child")
local core = require("fansly.core")
local fansly = require("fansly")
local peers = require("spec.support.peers")
local recorder = require("spec.support.recorder")
local wire = require("spec.support.wire")

local AT_ONCE = 0.05 -- seconds

-- What comes of raising nil: from Lua 5.5 on a text.
local nothing = select(2, pcall(error))

describe("a callback", function()
  local net, client

  before_each(function()
    net = recorder.new()
    client = net:client()
  end)

  after_each(function()
    fansly.run()
    fansly.on_error = nil
  end)

  it("may wait, as may hundreds of others within that wait", function()
    local woken, answered, refused = 0, 0, 0
    local function wait_for_task()
      local _, err = fansly.go(fansly.sleep, 0.01):wait()
      refused = refused + (err and 1 or 0)
      return err
    end
    local reports = calls.reports(function()
      for i = 1, 400 do
        client.chats:mute("u" .. i, function()
          local slept, muted = fansly.sleep(0.01), client.chats:mute("again" .. i)
          woken, answered = woken + (slept and 1 or 0), answered + (muted and 1 or 0)
          local err = wait_for_task()
          assert(not err or err.kind == "validation" and err.message:find("too many other waits", 1, true))
        end)
      end
      assert.is_true(fansly.run())
    end)
    assert.same({}, reports)
    assert.same({ 400, 400 }, { woken, answered })
    assert.is_true(refused > 0 and refused < 400, tostring(refused))
  end)

  it("that raises is reported once, and harms nothing else", function()
    local told = 0
    local object = setmetatable({}, {
      __tostring = function()
        error("no text")
      end,
    })
    local reports = calls.reports(function()
      for i = 1, 9 do
        client.chats:mute("u" .. i, function()
          told = told + 1
          if i == 2 then
            error("broken")
          elseif i == 4 then
            error(object)
          elseif i == 6 then
            error(select(2, client.chats:mute("")), 0)
          elseif i == 8 then
            error()
          end
        end)
      end
      assert.is_true(fansly.run())
      assert.is_true(fansly.run())
    end)
    assert.equal(9, told)
    assert.equal(nothing and 4 or 3, #reports) -- the fourth
    assert.is_truthy(reports[1]:find("callback_spec%.lua:%d+: broken\n"))
    assert.is_truthy(reports[1]:find("traceback", 1, true))
    assert.equal(object, reports[2])
    assert.equal("validation", reports[3].kind)
    assert(client.chats:mute("after"))
  end)

  it("that raises nil is reported, too", function()
    local count = 0
    function fansly.on_error(problem)
      count = count + (tostring(problem):find(tostring(nothing), 1, true) == 1 and 1 or 100)
    end
    client.chats:mute("u", function()
      error()
    end)
    fansly.run()
    assert.equal(1, count)
  end)

  it("may call step and run, which answer an error there", function()
    local seen = 0
    local function check(step, err)
      assert.is_nil(step)
      assert.equal("validation", err.kind)
      assert.is_truthy(err.message:find("inside", 1, true))
      seen = seen + 1
    end
    local function try()
      check(fansly.step(0))
      check(fansly.step(1, { budget_ms = 1 }))
      check(fansly.run())
    end
    local reports = calls.reports(function()
      client.chats:mute("u", try)
      client.chats:mute(7, try)
      fansly.go(try)
      fansly.run()
      assert.equal(9, seen)
      fansly.go(function()
        client.chats:mute("u")
        try()
        coroutine.wrap(try)()
      end)
      fansly.run()
      assert.equal(15, seen)
    end)
    assert.same({}, reports)
  end)

  it("may close the client, cancel, and go on with another", function()
    local kinds = {}
    local handle
    local function note(value, err)
      kinds[#kinds + 1] = value and "done" or err.kind
    end
    client.chats:mute("a", function(...)
      note(...)
      assert.is_false(handle:cancel()) -- it is answered in the same turn
      client:close()
      client.chats:mute("c", note)
      recorder.new():client().chats:mute("d", note)
      assert.same({ "done" }, kinds)
    end)
    handle = client.chats:mute("b", note)
    fansly.run()
    assert.same({ "done", "done", "closed", "done" }, kinds)
  end)

  it("is called once for everything that can happen, and never before the call has returned", function()
    local answers = {
      recorder.answer(recorder.envelope('{"id":"1","data":[],"ignoreFlags":1}')),
      recorder.answer("{", 200),
      recorder.answer("", 500),
      recorder.answer('{"message":"no"}', 404),
      recorder.fault("network"),
      recorder.fault("timeout", "maybe_sent"),
      recorder.fault("tls"),
      recorder.fault("memory", "maybe_sent"),
    }
    for _, answer in ipairs(answers) do
      local scripted = recorder
        .new(function()
          return answer
        end)
        :client()
      for _, effect in ipairs(calls.effects) do
        local count, returned = 0, false
        local handle = calls.of[effect].run(scripted, nil, function(value, err)
          assert(returned)
          assert((value == nil) ~= (err == nil))
          count = count + 1
        end)
        returned = true
        assert.equal("function", type(handle.cancel))
        fansly.run()
        assert.is_false(handle:cancel())
        fansly.run()
        assert.equal(1, count)
      end
    end
  end)
end)

describe("fansly.on_error", function()
  local FAIL = [[
    local fansly = require("fansly")
    local client = require("fansly.sandbox").new({ seed = 1 }):client()
    local function fail()
      client.chats:list({}, function() error("broken") end)
      fansly.go(function() error("lost") end)
      assert(fansly.run() == true)
      assert(fansly.step(0) == 0)
    end
  ]]

  it("is a line on stderr, with a traceback, as long as nobody sets it", function()
    for _, code in ipairs({ "fail()", "fansly.on_error = print fansly.on_error = nil fail()" }) do
      local output, status = child.run(FAIL .. code)
      assert.equal(0, status)
      local _, broken = output:gsub("fansly: [^\n]*:%d+: broken\nstack traceback:", "")
      local _, lost = output:gsub("fansly: [^\n]*:%d+: lost\nstack traceback:", "")
      assert.same({ 1, 1 }, { broken, lost }, output)
      local _, lines = output:gsub("fansly: ", "")
      assert.equal(2, lines)
    end
  end)

  it("that raises itself is told of on stderr, and harms nothing", function()
    local output, status = child.run(FAIL .. [[
      local count = 0
      function fansly.on_error() count = count + 1 error("on_error itself", 0) end
      fail()
      assert(count == 2)
      fansly.on_error = setmetatable({}, { __tostring = error })
      fail()
      fansly.on_error = error
      client.chats:list({}, function() error(setmetatable({}, { __tostring = error })) end)
      fansly.run()
      assert(client.chats:list())
    ]])
    assert.equal(0, status, output)
    local _, itself = output:gsub("on_error failed: on_error itself while it was told of: [^\n]*:%d+: ", "")
    assert.equal(2, itself, output)
    assert.is_truthy(output:find("an error that has no text", 1, true))
  end)

  it("does without what a host has taken away", function()
    local output, status = child.run(FAIL .. "io = nil debug = nil fail() assert(client.chats:list())")
    assert.equal(0, status, output)
  end)
end)

describe("a call that is cancelled", function()
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

  -- A call of a handle, or of a task, its cancelling and what it answered.
  local function each_way(client, effect, when)
    local told = {}
    local handle = calls.of[effect].run(client, nil, function(value, err)
      told[#told + 1] = err or value
    end)
    local task = fansly.go(function()
      return calls.of[effect].run(client)
    end)
    when()
    for _, way in ipairs({ handle, task }) do
      local seconds, was_under_way = calls.timed(way.cancel, way)
      assert.is_true(was_under_way)
      assert.is_true(seconds < AT_ONCE, seconds)
    end
    assert.is_true(calls.timed(fansly.run) < 0.3)
    assert.equal(1, #told)
    local _, err = task:wait()
    return told[1], err
  end

  local function turn(seconds)
    local deadline = core.now() + seconds
    return function()
      calls.step_until(function()
        return core.now() > deadline
      end)
    end
  end

  it("while it connects has sent nothing", function()
    for _, effect in ipairs(calls.effects) do
      local client = calls.client(others.full)
      for _, err in ipairs({ each_way(client, effect, turn(0.1)) }) do
        assert.equal("cancelled", err.kind)
        assert.is_false(err.maybe_sent)
      end
    end
  end)

  it("while TLS is set up has sent nothing", function()
    -- a server that takes the connection and says nothing
    local base = server:route({ { { "sleep", 3 } } }).base:gsub("^http:", "https:")
    for _, effect in ipairs(calls.effects) do
      for _, err in ipairs({ each_way(calls.client(base), effect, turn(0.1)) }) do
        assert.equal("cancelled", err.kind)
        assert.is_false(err.maybe_sent)
      end
    end
  end)

  it("when its answer is here, but not read yet, may have been executed", function()
    local big = wire.envelope({ id = "m1", text = ("x"):rep(20000) })
    local route = server:route({ { { "sleep", 0.3 }, wire.answer(201, big)[1] } })
    local client = calls.client(route.base)
    local told, handles = {}, {}
    for i = 1, 12 do
      told[i] = {}
      handles[i] = calls.of.send.run(client, nil, function(value, err)
        table.insert(told[i], value and "done" or err)
      end)
    end
    assert.is_true(calls.step_until(function()
      return #route.requests() == 12
    end))
    calls.shell("sleep 0.4")
    fansly.step(0, { budget_ms = 0.2 })
    for _, handle in ipairs(handles) do
      handle:cancel()
    end
    fansly.run()
    local cancelled = 0
    for i = 1, 12 do
      assert.equal(1, #told[i])
      if told[i][1] ~= "done" then
        cancelled = cancelled + 1
        assert.equal("cancelled", told[i][1].kind)
        assert.is_true(told[i][1].maybe_sent)
      end
    end
    assert.is_true(cancelled > 0)
  end)
end)

describe("a name that takes long to look up", function()
  local library

  setup(function()
    library = os.tmpname()
    local source = debug.getinfo(1, "S").source:match("^@(.*)callback_spec%.lua$") .. "support/slow_resolver.c"
    calls.shell(("cc -shared -fPIC -o %s %s 2>&1"):format(child.quoted(library), child.quoted(source)))
  end)

  teardown(function()
    os.remove(library)
  end)

  local function run(code, expected)
    local environment = {
      LD_PRELOAD = library,
      -- this library comes before the sanitizer's, which does not matter here
      ASAN_OPTIONS = (os.getenv("ASAN_OPTIONS") or "") .. ":verify_asan_link_order=0",
    }
    local output, status = child.run([[
      local core, fansly = require("fansly.core"), require("fansly")
      local function options(more)
        local all = { api_key = "canary-of-a-child", account_id = "a", base_url = "https://name.invalid/api" }
        for name, value in pairs(more or {}) do all[name] = value end
        return all
      end
      local function timed(f, ...)
        local start = core.now()
        f(...)
        local seconds = core.now() - start
        assert(seconds < 0.05, "took " .. seconds .. " s")
      end
      local function look_up_for(seconds)
        local deadline = core.now() + seconds
        while core.now() < deadline do timed(fansly.step, 0.001) end
      end
    ]] .. code, environment)
    assert.equal(expected or "", output)
    assert.equal(0, status)
  end

  it("does not hold up step, nor a cancel", function()
    run([[
      local client = fansly.new(options())
      local told = {}
      local function note(_, err) told[#told + 1] = err end
      local handles = { client.chats:list(note), client.messages:send("c", { content = "hi" }, note) }
      local task = fansly.go(function() return client.chats:mute("u") end)
      look_up_for(0.15)
      assert(fansly.step(0) == 3 and #told == 0)
      timed(handles[1].cancel, handles[1])
      timed(handles[2].cancel, handles[2])
      timed(task.cancel, task)
      timed(fansly.run)
      told[3] = select(2, task:wait())
      for i = 1, 3 do assert(told[i].kind == "cancelled" and told[i].maybe_sent == false) end
      timed(client.close, client)
      timed(collectgarbage)
    ]])
  end)

  it("has no program inherit what it is waited for with", function()
    run([[
      local function inherited()
        local pipe = io.popen("unset LD_PRELOAD; ls -l /proc/self/fd | grep -c socket:")
        local count = pipe:read("*a")
        pipe:close()
        return count
      end
      local client, before = fansly.new(options()), inherited()
      for _ = 1, 5 do client.chats:list(function() end) end
      look_up_for(0.1)
      assert(inherited() == before, before .. inherited())
    ]])
  end)

  it("does not hold up the end of a client", function()
    run([[
      local client, told = fansly.new(options()), nil
      client.chats:list(function(_, err) told = err end)
      look_up_for(0.1)
      timed(client.close, client)
      timed(fansly.run)
      assert(told.kind == "cancelled")
    ]])
  end)

  it("does not hold up a call for longer than its timeout", function()
    run([[
      local client = fansly.new(options({ connect_timeout = 0.2, max_retries = 0 }))
      local start = core.now()
      local value, err = client.chats:list()
      assert(value == nil and err.kind == "timeout" and err.maybe_sent == false, tostring(err))
      assert(core.now() - start < 0.35, core.now() - start)
    ]])
  end)

  it("does not hold up the end of the Lua state", function()
    local start = core.now()
    run([[
      local ended
      local write = io.write
      local function at_end() write(core.now() - ended < 0.05 and "at once" or "late") end
      local last -- made first, so it is finalized last
      if _VERSION == "Lua 5.1" then
        last = newproxy(true)
        getmetatable(last).__gc = at_end
      else
        last = setmetatable({}, { __gc = at_end })
      end
      package.loaded.last = last
      local client = fansly.new(options())
      client.chats:list(function() end)
      look_up_for(0.1)
      ended = core.now()
    ]], "at once")
    assert.is_true(core.now() - start < 2)
  end)
end)
