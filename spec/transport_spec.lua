-- Answers whose framing is unusual, broken or hostile.

local calls = require("spec.support.calls")
local files = require("spec.support.files")
local wire = require("spec.support.wire")

local GOOD = wire.envelope({ id = "m1", data = { { groupId = "g1" } } })

local function gzip(text)
  local path = os.tmpname()
  files.save(path, text)
  local bytes = calls.shell("gzip -9 -n -c " .. path)
  os.remove(path)
  return bytes
end

local function chunk(text)
  return ("%x\r\n%s\r\n"):format(#text, text)
end

-- An answer of these bytes, after which the server closes.
local function raw(...)
  local answer = {}
  for i, part in ipairs({ ... }) do
    answer[i] = { "send", part }
  end
  answer[#answer + 1] = { "close" }
  return answer
end

describe("the body of an answer", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  local options = { max_retries = 0 }

  local function send(answer, more)
    local client = calls.client(server:route({ answer }).base, options)
    return client.messages:send("c1", { content = "hi" }, more)
  end

  local function refused(kind, answer, more)
    local value, err = send(answer, more)
    assert.is_nil(value)
    assert.equal(kind, err.kind, tostring(err))
    assert.is_true(err.maybe_sent)
    assert.equal(1, err.attempts)
    return err
  end

  it("comes with a length, in chunks, or up to the end of the connection", function()
    local head = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
    local answers = {
      wire.answer(201, GOOD),
      { { "send", head .. "Transfer-Encoding: chunked\r\n\r\n" .. chunk(GOOD:sub(1, 20)) .. chunk(GOOD:sub(21)) .. "0\r\n\r\n" } },
      { { "send", head .. "Transfer-Encoding: chunked\r\n\r\n" .. chunk(GOOD) .. "0\r\nX-Trailer: 1\r\n\r\n" } },
      raw(head .. "\r\n" .. GOOD),
      raw("HTTP/1.0 200 OK\r\n\r\n" .. GOOD),
      raw("HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", head .. "\r\n" .. GOOD),
    }
    for _, answer in ipairs(answers) do
      local value, err, info = send(answer)
      assert.is_nil(err)
      assert.equal("m1", value.id)
      assert.equal(#GOOD, info.bytes)
      assert.equal(1, info.attempts)
    end
  end)

  it("comes a byte at a time", function()
    local answer = { { "send", "HTTP/1.1 201 Created\r\nContent-Length: " .. #GOOD .. "\r\n\r\n" } }
    for byte in GOOD:gmatch(".") do
      answer[#answer + 1] = { "send", byte }
    end
    assert.equal("m1", send(answer).id)
  end)

  it("may be packed with gzip", function()
    local packed = gzip(GOOD)
    assert.is_true(#packed > 20 and packed ~= GOOD)
    local value, err, info = send(wire.answer(201, packed, { ["Content-Encoding"] = "gzip" }))
    assert.is_nil(err)
    assert.equal("m1", value.id)
    assert.equal(#GOOD, info.bytes)
  end)

  it("is protocol when it is packed otherwise, wrongly or cut", function()
    local packed = gzip(GOOD)
    refused("protocol", wire.answer(201, packed, { ["Content-Encoding"] = "br" }))
    refused("protocol", wire.answer(201, GOOD, { ["Content-Encoding"] = "gzip" }))
    local spoiled = packed:sub(1, 14) .. "\255\255\255\255" .. packed:sub(19)
    refused("protocol", wire.answer(201, spoiled, { ["Content-Encoding"] = "gzip" }))
    -- libcurl delivers what it could unpack as a success
    refused("protocol", wire.answer(201, packed:sub(1, -30), { ["Content-Encoding"] = "gzip" }))
  end)

  it("is limit when it unpacks to more than max_body", function()
    local bomb = calls.shell("head -c 50000000 /dev/zero | gzip -9 -n -c")
    assert.is_true(#bomb < 100000)
    local seconds, value, err = calls.timed(send, wire.answer(201, bomb, { ["Content-Encoding"] = "gzip" }))
    assert.is_nil(value)
    assert.equal("limit", err.kind)
    assert.is_true(err.maybe_sent)
    assert.equal(201, err.status)
    assert.is_true(seconds < 5)
  end)

  it("is limit when it is larger than max_body, to the byte", function()
    local value, err, info = send(wire.answer(201, GOOD), { max_body = #GOOD })
    assert.is_nil(err)
    assert.equal("m1", value.id)
    assert.equal(#GOOD, info.bytes)
    refused("limit", wire.answer(201, GOOD), { max_body = #GOOD - 1 })
    local head = "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n"
    refused("limit", { { "send", head .. chunk(GOOD) .. "0\r\n\r\n" } }, { max_body = #GOOD - 1 })
    refused("limit", wire.answer(201, gzip(GOOD), { ["Content-Encoding"] = "gzip" }), { max_body = #GOOD - 1 })
    refused("server", wire.answer(500, GOOD), { max_body = #GOOD - 1 }) -- any 5xx is
  end)

  it("stops at 16 MiB without being told to", function()
    local block = (" "):rep(2 ^ 20)
    local head = "HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n"
    local under = 15 * 2 ^ 20 + #GOOD
    assert.equal("m1", send({ { "send", head:format(under) .. GOOD }, { "send", block, 15 } }).id)
    refused("limit", { { "send", head:format(17 * 2 ^ 20) }, { "send", block, 17 } })
  end)

  it("is network when it is cut off", function()
    local json = wire.answer(201, GOOD)[1][2]
    refused("network", raw(json:sub(1, -2)))
    refused("network", { { "send", json:sub(1, -2) }, { "reset" } })
    local head = "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n"
    refused("network", raw(head .. chunk(GOOD)))
    refused("network", raw(head .. "ff\r\n" .. GOOD))
    refused("network", raw(head .. "zz\r\n" .. GOOD))
  end)

  it("of a cut answer is never success, and never proves that nothing was sent", function()
    local json = wire.answer(201, GOOD)[1][2]
    local script = {}
    for len = 0, #json - 1 do
      script[#script + 1] = raw(json:sub(1, len))
    end
    local route = server:route(script)
    local client = calls.client(route.base, options)
    for len = 0, #json - 1 do
      local value, err = client.messages:send("c1", { content = "hi" })
      assert.is_nil(value, ("cut after %d bytes"):format(len))
      assert.is_true(err.maybe_sent, ("cut after %d bytes"):format(len))
      assert.equal(1, err.attempts)
    end
    assert.equal(#json, #route.requests())
  end)

  it("is protocol when it is empty, no JSON, or not what the call asks for", function()
    local texts = { "", " ", "<html>ok</html>", "{", GOOD .. "x", "\239\187\191" .. GOOD, "null", "[]", '"m1"', "{}", '{"data":{}}' }
    for _, text in ipairs(texts) do
      local err = refused("protocol", wire.answer(200, text))
      assert.equal(200, err.status)
      if text:find("%S") and text ~= "{}" and not text:find("^[%[{n\"]") then
        assert.equal(text, err.body)
      end
    end
    local page, err = calls.client(server:route({ wire.answer(200, '{"data":{"data":{"response":{}}}}') }).base, options).chats:list()
    assert.is_nil(page)
    assert.equal("protocol", err.kind)
  end)

  it("is limit when it is nested too deeply", function()
    refused("limit", wire.answer(200, ("["):rep(1000) .. ("]"):rep(1000)))
  end)

  it("may be missing where the status says so", function()
    local answer = { { "send", "HTTP/1.1 204 No Content\r\n\r\n" } }
    local client = calls.client(server:route({ answer }).base, options)
    local value, err, info = client.chats:mute("u1")
    assert.is_nil(err)
    assert.same({}, value)
    assert.equal(204, info.status)
    assert.equal("protocol", select(2, client.chats:list()).kind)
    assert.is_true(select(2, client.messages:send("c1", { content = "hi" })).maybe_sent)
  end)

  it("of a gateway is kept with its status", function()
    local html = "<html><body>Bad Gateway " .. ("x"):rep(4000) .. "</body></html>"
    local err = refused("server", wire.answer(502, html, { ["Content-Type"] = "text/html" }))
    assert.equal(502, err.status)
    assert.equal(html:sub(1, 2048), err.body)
    refused("server", wire.answer(503, ""))
  end)
end)

describe("the head of an answer", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(calls.close)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  local function refused(kinds, ...)
    local route = server:route({ ... })
    local value, err = calls.client(route.base, { max_retries = 0, timeout = 5 }).messages:send("c1", { content = "hi" })
    assert.is_nil(value)
    assert.is_truthy(kinds[err.kind], tostring(err))
    assert.is_true(err.maybe_sent)
    assert.equal(1, #route.requests())
    return err
  end

  it("is protocol when it is no HTTP", function()
    refused({ protocol = true }, raw("hello, world\r\n\r\n"))
    refused({ protocol = true }, raw(GOOD))
    refused({ protocol = true }, raw("SSH-2.0-OpenSSH_9.2\r\n"))
    refused({ protocol = true }, raw("HTTP/9.9 200 OK\r\n\r\n" .. GOOD))
    refused({ protocol = true }, raw("HTTP/1.1 abc\r\n\r\n" .. GOOD))
    refused({ protocol = true }, raw("HTTP/1.1 2000 OK\r\n\r\n" .. GOOD))
  end)

  it("is protocol when its length is none", function()
    refused({ protocol = true, network = true }, raw("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n" .. GOOD))
    refused({ protocol = true, network = true }, raw("HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n" .. GOOD))
  end)

  it("is network when it never comes, or is interim only", function()
    local answers = {
      { { "close" } },
      { { "reset" } },
      raw("HTTP/1.1 100 Continue\r\n\r\n"),
      raw(("HTTP/1.1 100 Continue\r\n\r\n"):rep(5)),
      raw("HTTP/1.1 2"),
    }
    for _, answer in ipairs(answers) do
      assert.is_nil(refused({ network = true }, answer).status)
    end
  end)

  it("is limit when it does not end", function()
    refused({ limit = true }, raw("HTTP/1.1 200 OK\r\n" .. ("X-Header: 1\r\n"):rep(300) .. "\r\n" .. GOOD))
    refused({ limit = true }, raw("HTTP/1.1 200 OK\r\n" .. ("X-Header: " .. ("y"):rep(2000) .. "\r\n"):rep(40) .. "\r\n" .. GOOD))
    refused({ limit = true }, { { "send", "HTTP/1.1 100 Continue\r\n\r\n", 100000 } })
    refused({ limit = true, network = true, memory = true }, { { "send", "HTTP/1.1 200 OK\r\nX: " }, { "send", ("y"):rep(2 ^ 20), 2 } })
  end)

  it("may be long within reason", function()
    local head = "HTTP/1.1 201 Created\r\n" .. ("X-Header: " .. ("y"):rep(200) .. "\r\n"):rep(200)
    local route = server:route({ raw(head .. "\r\n" .. GOOD) })
    assert.equal("m1", calls.client(route.base).messages:send("c1", { content = "hi" }).id)
  end)

  it("that redirects is not followed", function()
    local other = server:route({ wire.answer(200, GOOD) })
    for _, status in ipairs({ 301, 302, 303, 307, 308 }) do
      for _, effect in ipairs(calls.effects) do
        local answer = wire.answer(status, "", { Location = other.base .. "/api/fansly/x" })
        local route = server:route({ answer })
        local value, err = calls.of[effect].run(calls.client(route.base))
        assert.is_nil(value)
        assert.equal("protocol", err.kind)
        assert.equal(status, err.status)
        assert.equal(1, err.attempts)
        assert.equal(1, #route.requests())
      end
    end
    assert.same({}, other.requests())
    assert.same({}, other.partials())
  end)
end)
