-- The key: where it does not show.

local calls = require("spec.support.calls")
local child = require("spec.support.child")
local files = require("spec.support.files")
local h2 = require("spec.support.h2")
local recorder = require("spec.support.recorder")
local wire = require("spec.support.wire")

describe("the key", function()
  it("is not in what a client says of itself", function()
    local net = recorder.new()
    local client = net:client()
    assert.equal("fansly.Client(https://v1.apifansly.com/api/fansly, fansly_acc_recorder)", tostring(client))
    assert.is_truthy(tostring(net:client({ account_id = false })):find("no account", 1, true))
    assert.equal("fansly.key(***)", tostring(client.config.key))
  end)

  it("is nowhere to be found in the Lua state", function()
    local output, status = child.run([[
      local fansly = require("fansly")
      local recorder = require("spec.support.recorder")
      local function secret(name) return ("deirub-" .. name):reverse() end -- no constant of this file holds it

      local walker = require("spec.support.walker")
      local net = recorder.new()
      local path = os.tmpname()
      local file = io.open(path, "w") file:write(secret("file"), "\n") file:close()
      local keep = {}
      keep[1] = fansly.new { api_key = secret("option"), account_id = "a", transport = net, max_retries = 0 }
      keep[2] = fansly.new { api_key_file = path, account_id = "a", transport = net, max_retries = 0 }
      keep[3] = fansly.new { account_id = "a", transport = net, max_retries = 0 }
      os.remove(path)
      for i = 1, 3 do
        local client = keep[i]
        keep[#keep + 1] = assert(client:account("b"))
        keep[#keep + 1] = assert(client.chats:list())
        keep[#keep + 1] = { select(2, client.chats:mute("a/b")) }
        client.messages:send("c", { content = "x" }, { api_key = secret("call") })
        net.script = function(request) return recorder.answer('{"message":"' .. "no" .. '"}', 401) end
        keep[#keep + 1] = { select(2, client.accounts:get_current()) }
        keep[#keep + 1] = client.chats:each()
        keep[#keep + 1] = client.chats:mute("1", function() end)
        fansly.run()
        net.script = function() end
      end
      keep[#keep + 1] = { select(2, fansly.new { api_key = secret("bad") .. "\n" }) }
      assert(net.requests[1].settings.key:matches(secret("option")) and keep[3].config.key:matches(os.getenv("FANSLY_API_KEY")))
      local found, count = walker.find_anywhere("buried", { keep, net.requests })
      -- a control: what is there is found
      local planted = secret("planted")
      local waiting = coroutine.create(function() local held = planted coroutine.yield() return held end)
      coroutine.resume(waiting)
      assert(#walker.find("buried", { { x = function() return planted end } }) == 1, "the walk does not find what is there")
      assert(#walker.find("buried", { setmetatable({}, { __index = { [planted] = 1 } }) }) == 1)
      assert(#walker.find("buried", { waiting }) >= 1)
      print(count > 500, #found, table.concat(found, "\n"))
    ]], { FANSLY_API_KEY = "env-buried" })
    assert.equal(0, status, output)
    assert.equal("true\t0\t\n", output)
  end)
end)

describe("the key of the specs #quick", function()
  -- Where the form of a key is what matters; the sandbox has its own, which it prints.
  local about_forms = {
    arguments = true, config = true, envelope_outcome = true, json_encode = true, key = true, redaction = true, secrecy = true,
  }

  it("is one that script/test looks for in what they print", function()
    local folder = debug.getinfo(1, "S").source:match("^@(.*)secrecy_spec%.lua$")
    local count = 0
    for path in calls.shell("find " .. folder .. " -name '*.lua'"):gmatch("[^\n]+") do
      local text = assert(files.read(path))
      for quoted in text:gmatch('[Aa][Pp][Ii]_[Kk][Ee][Yy] = (%b"")') do
        count = count + 1
        local is_one = quoted:find('^"canary%-') or quoted == '""' or quoted:find("\\n", 1, true)
        assert(is_one or about_forms[path:match("(%w+)_spec%.lua$") or ""], path .. ": " .. quoted)
      end
    end
    assert.is_true(count > 10)
    assert.matches("^canary%-", calls.key)
  end)
end)

describe("the key, when calls go wrong on the wire,", function()
  local KEY = "buried/key\"0123456789"

  local server

  setup(function()
    server = wire.start()
  end)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  -- What a server may send that repeats the key.
  local echo = '{"message":"bad key ' .. KEY:gsub('"', '\\"') .. '","error":"<' .. KEY:gsub("/", "\\/"):gsub('"', '\\"') .. '>"}'
  local raw = { "send", ("HTTP/1.1 401 %s\r\nX-Request-Id: %s\r\nX-RateLimit-Plan: %s\r\n"):format(KEY, KEY, KEY) }

  local answers = {
    { { "close" } },
    { { "reset" } },
    { { "sleep", 2 } },
    { { "send", "HTTP/1.1 2" }, { "close" } },
    { { "send", KEY .. " HTTP/1.1\r\n\r\n" }, { "close" } },
    { raw, { "send", ("Content-Length: %d\r\n\r\n"):format(#echo) .. echo } },
    { raw, { "send", "Content-Length: 999\r\n\r\n" .. echo }, { "close" } },
    { { "send", "HTTP/1.1 200 OK\r\n" .. KEY .. "\r\n\r\n" }, { "close" } },
    wire.answer(200, KEY),
    wire.answer(200, wire.envelope("null", { success = false, message = "no" }) .. KEY),
    wire.answer(400, echo),
    wire.answer(429, echo, { ["Retry-After"] = "5", ["X-RateLimit-Plan"] = KEY }),
    wire.answer(500, echo),
    wire.answer(502, "<html>" .. KEY .. "</html>"),
    wire.answer(302, echo, { Location = "http://127.0.0.1:1/" .. KEY }),
    wire.answer(200, (" "):rep(100) .. echo, { ["Content-Encoding"] = "gzip" }),
  }

  local CODE = [[
    local fansly = require("fansly")
    local walker = require("spec.support.walker")
    local keep, shown = {}, {}
    local function hold(...)
      keep[#keep + 1] = { ... }
      for i = 1, select("#", ...) do shown[#shown + 1] = tostring((select(i, ...))) end
    end
    fansly.on_error = hold
    local options = { api_key = os.getenv("KEY"), account_id = "a", ca_file = os.getenv("CA"), timeout = 0.15, max_retries = 0,
      on_attempt = hold }
    for base in os.getenv("BASES"):gmatch("%%S+") do
      options.base_url = base
      local client = assert(fansly.new(options))
      hold(client, client.chats:list())
      hold(client.chats:mute("u1"))
      hold(client.messages:send("c1", { content = "hi" }))
      hold(client:request("GET", "/{account_id}/x"))
      hold(pcall(function() for chat in client.chats:each() do hold(chat) end end))
      hold(client.chats:list({}, {}, function(...) hold(...) error("a fault of the caller") end))
      local handle = client.messages:send("c1", { content = "hi" }, {}, hold)
      fansly.step(0)
      handle:cancel()
      local task = fansly.go(function() hold(xpcall(function() error((select(2, client.chats:list()))) end, debug.traceback)) end)
      hold(task, task:wait())
      fansly.run()
    end
    options = nil
    local waiting = assert(fansly.new({ api_key = os.getenv("KEY"), account_id = "a", base_url = os.getenv("SLOW") }))
    hold(fansly.go(function() return waiting.chats:list() end), waiting.chats:mute("1", {}, hold))
    fansly.step(0.05)
    local text = table.concat(shown, "\n")
    local found, count = walker.find_anywhere("buried", keep)
    print(#keep, #shown > 500, count > 1000, (text:find("buried", 1, true)), #found, table.concat(found, "\n"))
    os.exit(0)
  ]]

  it("is in nothing that is returned, thrown, logged or reachable", function()
    local bases = {}
    for _, answer in ipairs(answers) do
      local route = server:route({ answer })
      bases[#bases + 1] = route.base
    end
    local tls = server:route({ answers[6] })
    bases[#bases + 1], bases[#bases + 2] = tls.tls_base, tls.tls_base:gsub("127%.0%.0%.1", "other.localhost")
    bases[#bases + 1] = server:route({ h2.answer(401, echo, { "x-request-id", KEY }) }).h2_base
    bases[#bases + 1] = "http://127.0.0.1:1"
    local output, status = child.run(CODE:gsub("%%%%", "%%"), {
      KEY = KEY,
      CA = server.ca_file,
      BASES = table.concat(bases, " "),
      SLOW = server:route({ { { "sleep", 3 } } }).base,
    })
    assert.equal(0, status, output)
    assert.matches("^%d+\ttrue\ttrue\tnil\t0\t\n$", output)
  end)
end)
