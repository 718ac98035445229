-- Hazards of data (D) and of the network (N), one row or more for each: what a hostile or broken server does, and that the call ends
-- within its time, with the right kind of error, in bounded memory. Each says once more in small what other specs say at length.

local calls = require("spec.support.calls")
local child = require("spec.support.child")
local core = require("fansly.core")
local fansly = require("fansly")
local files = require("spec.support.files")
local peers = require("spec.support.peers")
local wire = require("spec.support.wire")

local TIMEOUT, MAX_BODY = 0.3, 2 ^ 20
local LATE = os.getenv("FANSLY_SLOW") and 1 or 0.1
local ROOM = 8 * 1024 -- KiB above max_body

local OK = wire.envelope({ id = "m1", data = { { groupId = "g1" } } })
local NEVER = { "sleep", 5 }
local FOREVER = 2 ^ 30

local here = debug.getinfo(1, "S").source:match("^@(.*)hazards_spec%.lua$")

local function answer(...)
  return { ... }
end

local function head(...)
  return { "send", "HTTP/1.1 201 Created\r\n" .. table.concat({ ... }, "\r\n") .. (... and "\r\n" or "") .. "\r\n" }
end

local function chunked(size)
  return ("%x\r\n"):format(size)
end

local function drip(text, first)
  local actions = { first }
  for byte in text:gmatch(".") do
    actions[#actions + 1], actions[#actions + 2] = { "send", byte }, { "sleep", 0.05 }
  end
  return actions
end

-- Zeros, packed as often as said.
local function bomb(bytes, times)
  return calls.shell(("head -c %d /dev/zero"):format(bytes) .. (" | gzip -9 -n -c"):rep(times))
end

local function packed(bytes, encoding)
  return wire.answer(201, bytes, { ["Content-Encoding"] = encoding })
end

local GATEWAY = "<html><body>gateway</body></html>"

-- Hazard, what the server does to a message that it has executed, the kinds that the caller may be told of.
local sends = {
  { "D2", "NaN in the answer", "protocol", wire.answer(201, '{"id":NaN}') },
  { "D2", "Infinity in the answer", "protocol", wire.answer(201, '{"id":"m1","price":Infinity}') },
  { "D2", "hexadecimal digits", "protocol", wire.answer(201, '{"id":"m1","price":0x1F}') },
  { "D2", "100,000 levels", "limit", wire.answer(201, ("["):rep(100000)) },
  { "D2", "65 levels", "limit", wire.answer(201, ('{"a":'):rep(65) .. "1" .. ("}"):rep(65)) },
  { "D3", "a byte of NUL in a text", "protocol", wire.answer(201, '{"id":"m\0001"}') },
  { "D3", "a text that is not UTF-8", "protocol", wire.answer(201, '{"id":"m\255"}') },
  { "D3", "half a character at the end", "protocol", wire.answer(201, '{"id":"m\226\130"}') },
  { "D5", "200 that says no", "api", wire.answer(200, '{"data":{"data":{"success":false}}}') },
  { "D5", "201 with 500 inside", "api", wire.answer(201, wire.envelope("null", { inner = 500 })) },
  { "D5", "HTML", "protocol", wire.answer(200, "<html>ok</html>", { ["Content-Type"] = "text/html" }) },
  { "D5", "nothing", "protocol", wire.answer(200, "") },
  { "D5", "a byte order mark", "protocol", wire.answer(200, "\239\187\191" .. OK) },
  { "D6", "a body cut by FIN", "network", answer(head("Content-Length: " .. #OK), { "send", OK:sub(1, -2) }, { "close" }) },
  { "D6", "a body cut by RST", "network", answer(head("Content-Length: " .. #OK), { "send", OK:sub(1, -2) }, { "reset" }) },
  { "D6", "a cut chunk", "network", answer(head("Transfer-Encoding: chunked"), { "send", chunked(#OK) .. OK:sub(1, 9) }, { "close" }) },
  { "D6", "chunks without their end", "network", answer(head("Transfer-Encoding: chunked"), { "send", chunked(#OK) .. OK .. "\r\n" },
    { "close" }) },
  { "D6", "a cut body without a length", "protocol network", answer(head(), { "send", OK:sub(1, -2) }, { "close" }) },
  { "D6", "garbage behind the body", "protocol", wire.answer(201, OK .. "x") },
  { "D8", "a bomb of 100,000 to 1", "limit", function() return packed(bomb(20000000, 2), "gzip, gzip") end },
  { "D8", "a bomb of 1,000 to 1", "limit", function() return packed(bomb(20000000, 1), "gzip") end },
  { "D8", "an encoding that was not asked for", "protocol", packed("\1\2\3", "br") },
  { "D8", "six encodings", "protocol limit", function() return packed(bomb(20000000, 6), ("gzip, "):rep(5) .. "gzip") end },
  { "D8", "a body without an end", "limit", answer(head(), { "send", (" "):rep(65536), 100000 }) },
  { "D8", "chunks without an end", "limit", answer(head("Transfer-Encoding: chunked"),
    { "send", chunked(65536) .. (" "):rep(65536) .. "\r\n", 100000 }) },
  { "D9", "headers without an end", "limit", answer({ "send", "HTTP/1.1 200 OK\r\n" }, { "send", "X-A: b\r\n", FOREVER }) },
  { "D9", "a header without an end", "limit network memory", answer({ "send", "HTTP/1.1 200 OK\r\nX-A: " },
    { "send", ("b"):rep(65536), 100000 }) },
  { "D9", "interim answers without an end", "limit", answer({ "send", "HTTP/1.1 103 Early Hints\r\n\r\n", FOREVER }) },
  { "D9", "trailers without an end", "limit network", answer(head("Transfer-Encoding: chunked"), { "send", chunked(1) .. "{\r\n0\r\n" },
    { "send", "X-A: b\r\n", FOREVER }) },
  { "N1", "the end without an answer", "network", answer({ "close" }) },
  { "N1", "a reset without an answer", "network", answer({ "reset" }) },
  { "N1", "a reset in the status line", "network", answer({ "send", "HTTP/1.1 2" }, { "sleep", 0.02 }, { "reset" }) },
  { "N2", "an answer after the time is over", "timeout", answer({ "sleep", 1 }, wire.answer(201, OK)[1]) },
  { "N3", "502 of a gateway", "server", wire.answer(502, GATEWAY) },
  { "N3", "504 of a gateway", "server", wire.answer(504, GATEWAY) },
  { "N3", "524 of a gateway", "server", wire.answer(524, GATEWAY) },
  { "N5", "no answer", "timeout", answer(NEVER) },
  { "N5", "a head that drips", "timeout", drip("HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\n") },
  { "N5", "a body that drips", "timeout", drip(OK:sub(1, 60), head("Content-Length: 100")) },
  { "N5", "a stall in the head", "timeout", answer({ "send", "HTTP/1.1 201 Created\r\nContent-" }, NEVER) },
  { "N5", "a stall in the body", "timeout", answer(head("Content-Length: 100"), { "send", "{" }, NEVER) },
}

-- Where the others are shown, or why they cannot be here.
local elsewhere = {
  N4 = "upload_spec.lua",
  N6 = "callback_spec.lua",
  N12 = "growth_spec.lua",
}

local function kilobytes(name)
  local file = assert(io.open("/proc/self/status"))
  local text = file:read("*a")
  file:close()
  return tonumber(text:match(name .. ":%s*(%d+) kB"))
end

-- How far the memory of this process has grown meanwhile at its highest, in KiB.
local function peak_of(action)
  collectgarbage()
  local file = io.open("/proc/self/clear_refs", "w")
  if file then
    file:write("5")
    file:close()
  end
  local before = kilobytes("VmRSS")
  action()
  return kilobytes("VmHWM") - before
end

describe("the hazard", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  local options = { timeout = TIMEOUT, max_retries = 0, max_body = MAX_BODY }

  local function is_one_of(kinds, kind)
    return (" " .. kinds .. " "):find(" " .. kind .. " ", 1, true) ~= nil
  end

  -- A busy machine gets more than one try to be in time.
  local function in_time(action, tries)
    local seconds = calls.timed(action)
    if seconds >= TIMEOUT + LATE and tries > 1 then
      return in_time(action, tries - 1)
    end
    assert.is_true(seconds < TIMEOUT + LATE, ("after %.3f s"):format(seconds))
  end

  local function ends_as(row, over)
    local id, what, kinds, script = row[1], row[2], row[3], row[4]
    it(("%s, %s, ends in time as %s%s"):format(id, what, kinds, over == "base" and "" or " over TLS, too"), function()
      local route = server:route({ type(script) == "function" and script() or script })
      local client = calls.client(route[over], { timeout = TIMEOUT, max_retries = 0, max_body = MAX_BODY, ca_file = server.ca_file })
      local count = 0
      local peak = peak_of(function()
        in_time(function()
          local value, err = client.messages:send("c1", { content = "hi" })
          count = count + 1
          assert.is_nil(value)
          assert.is_true(is_one_of(kinds, err.kind), tostring(err))
          assert.is_true(err.maybe_sent)
          assert.equal(1, err.attempts)
        end, 3)
      end)
      assert.equal(count, #route.requests())
      assert.is_true(os.getenv("FANSLY_SLOW") ~= nil or peak < MAX_BODY / 1024 + ROOM, ("%d KiB"):format(peak))
    end)
  end

  for _, row in ipairs(sends) do
    ends_as(row, "base")
    if row[1] == "D6" or row[1] == "N1" or row[1] == "N5" then
      ends_as(row, "tls_base")
    end
  end

  it("D1, integers too long for a number, arrives as their digits", function()
    local body = '{"data":{"data":{"response":{"id":"1","a":9007199254740993,"b":123456789012345678901234567890,"c":999999999999999}}}}'
    local value = assert(calls.client(server:route({ wire.answer(201, body) }).base, options).messages:send("c", { content = "x" }))
    assert.same({ "9007199254740993", "123456789012345678901234567890", 999999999999999 }, { value.a, value.b, value.c })
    local _, err = calls.client("http://127.0.0.1:1", options).messages:send(9007199254740993, { content = "x" })
    assert.equal("validation", err.kind)
  end)

  it("D4, an empty table that is a list, goes out as one", function()
    local route = server:route({ wire.answer(200, OK) })
    local client = calls.client(route.base, options)
    assert(client:request("POST", "/{account_id}/x", { body = { list = fansly.array({}), object = {} } }))
    local sent = wire.parse(route.requests()[1]).body
    assert.is_true(sent == '{"list":[],"object":{}}' or sent == '{"object":{},"list":[]}', sent)
  end)

  it("D7, pages in a circle, ends", function()
    local function page(cursor)
      return wire.answer(200, wire.envelope({ data = { { groupId = "g" } } }, { cursor = cursor }))
    end
    local script = {}
    for i = 1, 60 do
      script[i] = page("c" .. i % 7)
    end
    local route = server:route(script)
    local client, count = calls.client(route.base, options), 0
    local ok, err = pcall(function()
      for _ in client.chats:pages() do
        count = count + 1
      end
    end)
    assert.is_false(ok)
    assert.equal("limit", err.kind)
    assert.is_true(count < 16 and #route.requests() == count)
  end)

  it("N1, a kept connection that breaks, does not bring a message twice", function()
    local route = server:route({ wire.answer(200, OK), { { "reset" } }, wire.answer(201, OK) })
    local client = calls.client(route.base, options)
    assert(client.chats:list())
    assert.is_true(select(2, client.messages:send("c1", { content = "hi" })).maybe_sent)
    assert.equal(2, #route.requests())
  end)

  it("N7, a family of addresses that nobody answers on, holds nothing up", function()
    local others = peers.start()
    if not others.half then
      others:stop()
      return pending("there is no IPv6 here")
    end
    others:answer(wire.answer(201, OK)[1][2])
    local client = calls.client(others.half, { timeout = 5, max_retries = 0 })
    local seconds, value, err = calls.timed(client.messages.send, client.messages, "c1", { content = "hi" })
    local _, count = others:asked():gsub("POST ", "")
    others:stop()
    assert.is_nil(err)
    assert.equal("m1", value.id)
    assert.is_true(seconds < 0.4 + LATE, ("after %.3f s"):format(seconds))
    assert.equal(1, count)
  end)

  it("N8, a request that goes out with the handshake and can be replayed, is not asked for", function()
    local options_set = calls.shell("cat " .. here .. "../src/*.c | grep -oE 'CURLOPT_[A-Z_]+'")
    assert.is_truthy(options_set:find("CURLOPT_SSLVERSION", 1, true))
    assert.is_nil(options_set:find("FASTOPEN", 1, true))
    assert.is_nil(options_set:find("CURLOPT_SSL_OPTIONS", 1, true)) -- where early data is asked for
  end)

  it("N9, a clock that jumps by years, changes nothing", function()
    local library = os.tmpname()
    assert.equal("", calls.shell(("cc -shared -fPIC -o %s %ssupport/clock_jump.c -ldl 2>&1"):format(library, here)))
    local busy = wire.answer(429, "{}", { ["Retry-After"] = "Tue, 12 May 2026 12:00:01 GMT", Date = "Tue, 12 May 2026 12:00:00 GMT" })
    local output, status = child.run(([[
      local core, fansly = require("fansly.core"), require("fansly")
      local function timed(base, timeout)
        local client = assert(fansly.new({ api_key = "canary-of-a-child", account_id = "a", base_url = base }))
        local start = core.now()
        local value, err = client.messages:send("c1", { content = "hi" }, { timeout = timeout })
        print(value and value.id or err.kind, ("%%.1f"):format(math.floor((core.now() - start) * 5) / 5))
      end
      assert(math.abs(os.time() - os.time()) > 1e8)
      timed(%q, 0.4) timed(%q, 4) timed(%q, 4)
    ]]):format(
      server:route({ answer(NEVER) }).base,
      server:route({ wire.answer(201, OK) }).base,
      server:route({ busy, wire.answer(201, OK) }).base
    ), { LD_PRELOAD = library, ASAN_OPTIONS = (os.getenv("ASAN_OPTIONS") or "") .. ":verify_asan_link_order=0" })
    os.remove(library)
    assert.equal(0, status, output)
    assert.equal("timeout\t0.4\nm1\t0.0\nm1\t1.0\n", output)
  end)

  it("N10, an outage, does not multiply the traffic", function()
    local client = calls.client("http://127.0.0.1:1", { timeout = 3, max_retries = 2 })
    local attempts, ended = 0, 0
    for _ = 1, 100 do
      client.chats:list({}, {}, function(_, err)
        attempts, ended = attempts + err.attempts, ended + 1
      end)
    end
    fansly.run()
    assert.equal(100, ended)
    assert.is_true(attempts > 100 and attempts <= 110, attempts)
  end)

  it("N11, a kept connection that the server has closed, is not noticed", function()
    local route = server:route({ { wire.answer(200, OK)[1], { "close" } }, wire.answer(200, OK) })
    local client = calls.client(route.base, options)
    assert(client.chats:list())
    calls.shell("sleep 0.05")
    assert(client.chats:list())
    assert(client.messages:send("c1", { content = "hi" }))
  end)

  it("N13, a cancel at any moment, tells the truth about a message", function()
    local maybe, executed = 0, 0
    for moment = 0, 40 do
      local route = server:route({ answer({ "sleep", 0.005 }, wire.answer(201, OK)[1]) })
      local value, err
      local handle = calls.client(route.base, options).messages:send("c1", { content = "hi" }, {}, function(...)
        value, err = ...
      end)
      local turns = 0
      while turns < moment and not (value or err) do
        fansly.step(0.0005)
        turns = turns + 1
      end
      handle:cancel()
      local start = core.now()
      assert.is_true(calls.step_until(function()
        return value or err
      end))
      assert.is_true(core.now() - start < LATE)
      core.sleep(0.01)
      local count = #route.requests()
      assert.is_true(count <= 1)
      assert.is_true(value ~= nil or err.maybe_sent or count == 0, moment)
      maybe = maybe + (err and err.maybe_sent and 1 or 0)
      executed = executed + count
    end
    assert.is_true(maybe > 0 and executed > 0 and executed < 41)
  end)

  it("has a row for each that is known", function()
    local text = assert(files.read(here .. "hazards_spec.lua"))
    for kind, last in pairs({ D = 9, N = 13 }) do
      for number = 1, last do
        local id = kind .. number
        local place = elsewhere[id]
        assert.is_true(place ~= nil or text:find('"' .. id .. "[,\"]") ~= nil, id)
        if place and place:find("_spec") then
          assert(io.open(here .. place)):close()
        end
      end
    end
  end)
end)
