-- The wire server itself, asked by the curl program: what the other specs rest on.

local wire = require("spec.support.wire")

local CURL = "env -u LD_PRELOAD curl -q --silent --show-error --max-time 10 --noproxy '*' "

-- Standard output, curl's exit status.
local function curl(arguments)
  local pipe = assert(io.popen(CURL .. arguments .. " 2>/dev/null; printf '\n%s' $?"))
  local output = pipe:read("*a")
  pipe:close()
  local text, status = output:match("^(.*)\n(%d+)$")
  return text, tonumber(status)
end

describe("the wire server", function()
  local server

  setup(function()
    server = wire.start()
  end)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  it("sends the bytes it was told to and records the request", function()
    local route = server:route({ wire.answer(201, '{"a":1}', { ["X-Request-Id"] = "q1" }) })
    local text = curl("-i -H 'x-api-key: k' -d '{\"b\":2}' " .. route.base .. "/chats?x=1")
    assert.equal(
      "HTTP/1.1 201 Created\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 7\r\n"
        .. 'X-Request-Id: q1\r\n\r\n{"a":1}',
      text
    )
    local raw = route.requests()
    assert.equal(1, #raw)
    local request = wire.parse(raw[1])
    assert.equal("POST", request.method)
    assert.equal("/chats?x=1", request.target)
    assert.equal("k", request.headers["x-api-key"])
    assert.equal('{"b":2}', request.body)
  end)

  it("is binary-safe both ways", function()
    local bytes = {}
    for byte = 0, 255 do
      bytes[#bytes + 1] = string.char(byte)
    end
    bytes = table.concat(bytes):rep(3) .. "\r\n\r\n"
    local path = os.tmpname()
    local file = assert(io.open(path, "wb"))
    file:write(bytes)
    file:close()
    local route = server:route({ wire.answer(200, bytes) })
    local text = curl("--data-binary @" .. path .. " " .. route.base .. "/x")
    os.remove(path)
    assert.is_true(text == bytes)
    assert.is_true(wire.parse(route.requests()[1]).body == bytes)
  end)

  it("gives the answers in turn, the last one again, on one kept connection", function()
    local route = server:route({ wire.answer(200, "a"), wire.answer(200, "b") })
    local text = curl(route.base .. "/1 " .. route.base .. "/2 " .. route.base .. "/3")
    assert.equal("abb", text)
    local numbers = route.connections()
    assert.equal(3, #numbers)
    assert.equal(numbers[1], numbers[3])
  end)

  it("closes with FIN in the middle of a body", function()
    local route = server:route({ { { "send", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf" }, { "close" } } })
    local text, status = curl(route.base .. "/x")
    assert.equal("half", text)
    assert.equal(18, status)
  end)

  it("answers nothing at all with FIN, and resets with RST", function()
    local fin = server:route({ { { "close" } } })
    local rst = server:route({ { { "reset" } } })
    local _, fin_status = curl(fin.base .. "/x")
    local _, rst_status = curl(rst.base .. "/x")
    assert.equal(52, fin_status)
    assert.equal(56, rst_status)
    assert.equal(1, #rst.requests())
  end)

  it("sleeps between two pieces", function()
    local route = server:route({
      {
        { "send", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab" },
        { "sleep", 0.3 },
        { "send", "cd" },
      },
    })
    local text = curl("-w ' %{time_total}' " .. route.base .. "/x")
    local body, seconds = text:match("^(%a+) ([%d.]+)$")
    assert.equal("abcd", body)
    assert.is_true(tonumber(seconds) >= 0.3)
  end)

  it("serves several connections at once", function()
    local slow = { { "sleep", 0.4 }, wire.answer(200, "x")[1] }
    local route = server:route({ slow })
    local text = curl("-Z -w ' %{time_total} ' '" .. route.base .. "/[1-8]'")
    local count = 0
    for seconds in text:gmatch("[%d.]+") do
      count = count + 1
      assert.is_true(tonumber(seconds) < 1.5)
    end
    assert.equal(8, count)
    assert.equal(8, #route.requests())
  end)

  it("repeats a piece and takes a large body", function()
    local block = ("0123456789abcdef"):rep(4096)
    local head = "HTTP/1.1 200 OK\r\nContent-Length: " .. #block * 64 .. "\r\n\r\n"
    local route = server:route({ { { "send", head }, { "send", block, 64 } } })
    local path = os.tmpname()
    os.execute("head -c 4194304 /dev/zero > " .. path)
    local text = curl("-o /dev/null -w '%{size_download}' -H Expect: --data-binary @" .. path .. " " .. route.base)
    os.remove(path)
    assert.equal(tostring(#block * 64), text)
    assert.equal(4194304, #wire.parse(route.requests()[1]).body)
  end)

  it("records a request that was cut off as partial and answers the next one", function()
    local route = server:route({ wire.answer(200, "late") })
    curl("-m 0.3 -H 'Content-Length: 100' -d short " .. route.base .. "/x")
    wire.wait(function()
      return #route.partials() > 0
    end)
    assert.equal(0, #route.requests())
    assert.matches("\r\n\r\nshort$", route.partials()[1])
    assert.equal("late", (curl(route.base .. "/y")))
  end)

  it("can answer before the body is complete", function()
    local early = wire.answer(413, "no")
    early.after = 10
    local route = server:route({ early })
    local text = curl("-m 2 -H 'Content-Length: 100' -d 0123456789 " .. route.base .. "/x")
    assert.equal("no", text)
    assert.equal(1, #route.partials())
  end)

  it("speaks TLS with a certificate of its own authority", function()
    local route = server:route({ wire.answer(200, "secret") })
    assert.equal("secret", (curl("--cacert " .. server.ca_file .. " " .. route.tls_base .. "/x")))
    assert.equal("secret", (curl("--cacert " .. server.ca_file .. " " .. route.tls_base:gsub("127.0.0.1", "localhost"))))
    local _, status = curl(route.tls_base .. "/x")
    assert.equal(60, status)
    assert.equal(2, #route.requests())
  end)

  it("makes the normal envelope", function()
    local cjson = require("cjson")
    local text = wire.envelope({ id = "1" }, { status = 201, cursor = "c2" })
    local value = cjson.decode(text)
    assert.equal(201, value.statusCode)
    assert.equal(200, value.data.status_code)
    assert.same({ success = true, response = { id = "1" } }, value.data.data)
    assert.equal("c2", value.data.nextCursor)
    assert.is_nil(cjson.decode(wire.envelope("[]", { success = false })).data.nextCursor)
  end)

  it("ends with its parent's call to stop and leaves no files", function()
    local other = wire.start()
    local dir, pid = other.dir, other.pid
    other:stop()
    local file = io.open(dir .. "/ca.pem")
    assert.is_nil(file)
    assert.is_truthy(wire.wait(function()
      return not wire.alive(pid)
    end))
  end)
end)
