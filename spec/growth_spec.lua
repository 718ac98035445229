-- A thousand calls leave nothing behind: no Lua memory, no file descriptors.

local calls = require("spec.support.calls")
local fansly = require("fansly")
local wire = require("spec.support.wire")

local CALLS = 1000
local ROOM = 32 -- KiB; one empty table a call would be 50 and more

describe("many calls", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  local function kilobytes()
    for _ = 1, 4 do
      collectgarbage()
    end
    return collectgarbage("count")
  end

  local function descriptors()
    -- the pause lets this process close its other end of the pipe
    local _, count = calls.shell("sleep 0.05; ls /proc/$PPID/fd"):gsub("\n", "")
    return count
  end

  local function grown(once, count)
    local before = kilobytes()
    for i = 1, count do
      once(i)
    end
    return kilobytes() - before
  end

  -- What leaks grows each time; what grows for another reason, such as compiled code, comes to an end.
  local function leaves_nothing(once)
    grown(once, 200)
    local files = descriptors()
    local growth = grown(once, CALLS)
    assert.is_true(descriptors() <= files, "file descriptors")
    for _ = 1, 3 do
      if growth < ROOM then
        break
      end
      growth = grown(once, CALLS)
    end
    assert.is_true(growth < ROOM, ("%.1f KiB"):format(growth))
  end

  it("of each effect, one after the other, leave nothing behind", function()
    local body = wire.envelope({ id = "1", data = { { groupId = "g" } } })
    local client = calls.client(server:route({ wire.answer(200, body) }).base)
    leaves_nothing(function(i)
      assert(calls.of[calls.effects[i % 3 + 1]].run(client))
    end)
  end)

  it("that fail, over the wire or before it, leave nothing behind", function()
    local client = calls.client(server:route({ wire.answer(404, '{"message":"no"}') }).base)
    local bad = { client = client.chats }
    leaves_nothing(function(i)
      if i % 4 == 0 then
        assert.is_nil(calls.of.read.run(client))
      elseif i % 4 == 1 then
        assert.is_nil(bad.client:mute(""))
      elseif i % 4 == 2 then
        calls.of.read.run(client, nil, function() end)
        fansly.run()
      else
        calls.of.read.run(client, nil, function() end):cancel()
        fansly.run()
      end
    end)
  end)

  it("of clients that come and go leave nothing behind", function()
    local route = server:route({ calls.of.read.answer })
    local i = 0
    leaves_nothing(function()
      i = i + 1
      local client = fansly.new({ api_key = "canary-" .. i, account_id = "a", base_url = route.base })
      if i % 10 == 0 then
        assert(client.chats:list())
      end
      client:close()
    end)
  end)
end)
