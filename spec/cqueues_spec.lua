--- fansly.loop.cqueues, in a controller that has other work to do.

local fansly = require("fansly")
local loop_specs = require("spec.support.loop_specs")
local wire = require("spec.support.wire")

local found, cqueues = pcall(require, "cqueues")
local missing = not found and "cqueues is not installed for this Lua" or nil
local adapter = found and require("fansly.loop.cqueues")

describe("a controller of cqueues", function()
  local host = {}
  local cq

  function host.attach()
    cq = cqueues.new()
    adapter.attach(cq)
  end

  function host.detach()
    if adapter then
      adapter.detach()
    end
  end

  local function step(seconds)
    local ok, why = cq:step(seconds)
    assert(ok, why)
  end

  function host.wait(done, seconds)
    local deadline = cqueues.monotime() + (seconds or 5)
    while not done() and cqueues.monotime() < deadline do
      step(0.005)
    end
  end

  -- Its loop would end.
  function host.settle()
    step(0)
    step(0)
    assert.equal(0, cq:count())
  end

  function host.tick(seconds, action)
    local stopped = false
    cq:wrap(function()
      while not stopped do
        cqueues.sleep(seconds)
        action()
      end
    end)
    return function()
      stopped = true
      host.wait(function() end, seconds * 2)
    end
  end

  function host.connect(port, done)
    cq:wrap(function()
      local socket = require("cqueues.socket").connect("127.0.0.1", port)
      assert(socket:connect(5))
      socket:close()
      done()
    end)
  end

  local suite = loop_specs.new(host, "cqueues")
  setup(suite.setup)
  teardown(suite.teardown)
  after_each(suite.after_each)

  for _, case in ipairs(suite.cases) do
    it(case.title, function()
      if missing then
        pending(missing)
      end
      suite.run(case)
    end)
  end
end)

describe("coroutines of a controller", function()
  local server, cq

  setup(function()
    server = wire.start()
  end)

  teardown(function()
    server:stop()
  end)

  before_each(function()
    if missing then
      pending(missing)
    end
    cq = cqueues.new()
    adapter.attach(cq)
  end)

  after_each(function()
    if adapter then
      adapter.detach()
    end
  end)

  local function open(script, options)
    local all = { api_key = require("spec.support.canary"), account_id = "fansly_acc_x", base_url = server:route(script).base }
    for name, value in pairs(options or {}) do
      all[name] = value
    end
    return assert(fansly.new(all))
  end

  local function page(ids, cursor)
    local chats = {}
    for i, id in ipairs(ids) do
      chats[i] = ('{"groupId":"%s"}'):format(id)
    end
    local list = '{"data":[' .. table.concat(chats, ",") .. '],"aggregationData":{"accounts":[]}}'
    return wire.answer(200, wire.envelope(list, { cursor = cursor }))
  end

  -- The loop ends by itself, well before the time is over.
  local function run()
    local start = cqueues.monotime()
    local ok, why = cq:loop(10)
    assert(ok, why)
    assert.is_true(cq:empty())
    assert.is_true(cqueues.monotime() - start < 5)
  end

  it("let the others go on while they wait for a call", function()
    local client = open({ { { "sleep", 0.1 }, page({ "1" })[1] } })
    local waiting, ticks, items = 5, 0, {}
    for i = 1, 5 do
      cq:wrap(function()
        items[i] = assert(client.chats:list()).items[1].groupId
        waiting = waiting - 1
      end)
    end
    cq:wrap(function()
      while waiting > 0 do
        cqueues.sleep(0.005)
        ticks = ticks + 1
      end
    end)
    local start = cqueues.monotime()
    run()
    assert.equal("1 1 1 1 1", table.concat(items, " "))
    assert.is_true(ticks >= 8, ticks .. " ticks")
    assert.is_true(cqueues.monotime() - start < 0.45) -- together, rather than one after the other
  end)

  it("walk over pages, send, and get errors as values", function()
    local client = open({ page({ "1", "2" }, "next"), page({ "3" }) })
    local sender = open({ wire.answer(201, wire.envelope('{"id":"55"}', { status = 201 })) })
    local stranger = open({ wire.answer(401, '{"message":"wrong key"}') })
    local seen, sent, kinds = {}, nil, {}
    cq:wrap(function()
      for chat in client.chats:each() do
        seen[#seen + 1] = chat.groupId
      end
      sent = assert(sender.messages:send("7", { content = "hello" }))
      kinds[1] = select(2, stranger.chats:list()).kind
      kinds[2] = select(2, client.chats:list({ filter = "none" })).kind
      fansly.sleep(0.01)
      kinds[3] = fansly.go(function()
        return "of a task"
      end):wait()
    end)
    run()
    assert.same({ "1", "2", "3" }, seen)
    assert.equal("55", sent.id)
    assert.same({ "auth", "validation", "of a task" }, kinds)
  end)

  it("raise what an iterator raises, in the coroutine that called it", function()
    local client = open({ wire.answer(403, '{"message":"no"}') })
    local ok, err
    cq:wrap(function()
      ok, err = pcall(function()
        for _ in client.chats:each() do -- luacheck: ignore 542
        end
      end)
    end)
    run()
    assert.is_false(ok)
    assert.equal("forbidden", err.kind)
  end)

  it("get on with a server that closes every connection", function()
    local client = open({ { page({ "1" })[1], { "close" } } }, { max_retries = 0 })
    local good = 0
    for _ = 1, 20 do
      cq:wrap(function()
        for _ = 1, 5 do
          local items = assert(client.chats:list()).items
          good = good + #items
        end
      end)
    end
    run()
    assert.equal(100, good)
  end)

  it("have to be those of a controller", function()
    for _, wrong in ipairs({ false, 5, "cq", {}, cqueues, io.stdout }) do
      assert.error_matches(function()
        adapter.attach(wrong or nil)
      end, "fansly.loop.cqueues.attach: cq has to be a controller, as cqueues.new%(%) makes one, not ")
    end
  end)

  it("of another controller take over after the first has ended", function()
    local client = open({ page({ "1" }) })
    local count = 0
    local function call()
      local items = assert(client.chats:list()).items
      count = count + #items
    end
    cq:wrap(call)
    run()
    cq = cqueues.new()
    adapter.attach(cq)
    cq:wrap(call)
    run()
    call()
    assert.equal(3, count)
  end)
end)
