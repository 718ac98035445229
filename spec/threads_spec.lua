-- Several Lua states in several threads make calls at the same time.
--
-- FANSLY_THREADS names another build of the program, such as one with a thread sanitizer.

local calls = require("spec.support.calls")
local child = require("spec.support.child")
local program = require("spec.support.program")
local wire = require("spec.support.wire")

local THREADS, CALLS = 8, 50

describe("several Lua states in several threads", function()
  local server

  setup(function()
    server = wire.start()
  end)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  local function run(code, environment)
    local path = assert(os.getenv("FANSLY_THREADS") or program.path("fansly_threads"), "the program was not built")
    environment.CA, environment.CALLS = server.ca_file, tostring(CALLS)
    local output, status = child.run([[
      local number = ...
      local fansly = require("fansly")
      local client = assert(fansly.new({
        api_key = "canary-of-thread-" .. number, account_id = "a", base_url = os.getenv("BASE"), ca_file = os.getenv("CA"),
      }))
      local CALLS = tonumber(os.getenv("CALLS"))
    ]] .. code, environment, child.quoted(path) .. " " .. THREADS)
    assert.equal("", output)
    assert.equal(0, status)
  end

  it("get their own answers", function()
    local route = server:route({ wire.answer(200, wire.envelope({ id = "m1", data = { { groupId = "g1" } } })) })
    run(
      [[
      local told = 0
      for i = 1, CALLS do
        if i % 3 == 0 then
          assert(client.chats:list())
          told = told + 1
        elseif i % 3 == 1 then
          client.messages:send("c", { content = number .. " " .. i }, function(value, err)
            assert(value, err)
            told = told + 1
          end)
        else
          fansly.go(function()
            assert(client.chats:mute("u"))
            told = told + 1
          end)
        end
        if i % 10 == 0 then fansly.run() end
      end
      function fansly.on_error(problem) error(problem) end
      fansly.run()
      assert(told == CALLS, told)
      if number % 2 == 0 then client:close() end
    ]],
      { BASE = route.base }
    )
    local by_key = {}
    for _, raw in ipairs(route.requests()) do
      local request = wire.parse(raw)
      local number = request.headers["x-api-key"]:match("^canary%-of%-thread%-(%d+)")
      by_key[number] = (by_key[number] or 0) + 1
      local content = request.body:match('"content":"(%d+) ')
      assert.is_true(content == nil or content == number)
    end
    for number = 1, THREADS do
      assert.equal(CALLS, by_key[tostring(number)])
    end
  end)

  it("may each end with calls under way, also over TLS", function()
    local route = server:route({ { { "sleep", 0.02 }, calls.of.read.answer[1] } })
    local code = [[
      for _ = 1, 5 do client.chats:list({}, function() end) end
      for _ = 1, number do fansly.step(0.005) end
    ]]
    run(code, { BASE = route.base })
    run(code, { BASE = route.tls_base })
  end)
end)
