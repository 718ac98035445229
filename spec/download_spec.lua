-- A file on its way down: it is in its place when it is whole, and there is nothing of it otherwise.

local calls = require("spec.support.calls")
local child = require("spec.support.child")
local core = require("fansly.core")
local fansly = require("fansly")
local files = require("spec.support.files")
local wire = require("spec.support.wire")

local LINK = "https://cdn3.fansly.com/1/2.jpeg?Policy=x&Signature=y&Key-Pair-Id=z"
local JPEG = { ["Content-Type"] = "image/jpeg" }
local OLD = "what was there before"

describe("a download", function()
  local server, path

  setup(function()
    server = wire.start()
  end)

  before_each(function()
    path = files.path("a.jpeg")
  end)

  after_each(function()
    calls.close()
    files.remove()
  end)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  local function fetch(route, options)
    return calls.client(route.base).media:download(LINK, path, options)
  end

  -- Fails, with a file in the place that has to stay as it is.
  local function fails(script, options)
    files.write("a.jpeg", OLD)
    local route = server:route(script)
    local file, err, info = fetch(route, options or { max_retries = 0 })
    assert.is_nil(file)
    assert.equal(OLD, files.read(path))
    assert.same({ "a.jpeg" }, files.names())
    return err, route, info
  end

  it("puts the bytes of the answer into its place", function()
    local bytes = files.bytes(700000)
    local route = server:route({ wire.answer(201, bytes, JPEG) })
    files.write("a.jpeg", OLD)
    local file, err, info = fetch(route)
    assert.is_nil(err)
    assert.same({ path = path, bytes = 700000, type = "image/jpeg" }, file)
    assert.equal(700000, info.bytes)
    assert.equal(201, info.status)
    assert.is_true(files.read(path) == bytes)
    assert.same({ "a.jpeg" }, files.names())
    local request = wire.parse(route.requests()[1])
    assert.equal("POST", request.method)
    assert.equal("/api/fansly/media/download", request.target)
    assert.equal('{"cdnUrl":"' .. LINK .. '"}', (request.body:gsub("\\/", "/")))
    assert.equal("*/*", request.headers.accept)
    assert.equal("application/json", request.headers["content-type"])
  end)

  it("comes over TLS", function()
    local bytes = files.bytes(700000)
    local route = server:route({ wire.answer(201, bytes, JPEG) })
    assert(calls.client(route.tls_base, { ca_file = server.ca_file }).media:download(LINK, path))
    assert.is_true(files.read(path) == bytes)
  end)

  it("makes a file that others may read as far as the user's mask lets them", function()
    assert(fetch(server:route({ wire.answer(200, "\255\216", JPEG) })))
    assert.equal(calls.shell("touch " .. files.path("b") .. "; stat -c %a " .. files.path("b")), calls.shell("stat -c %a " .. path))
  end)

  it("takes pieces of any size, with a length, in chunks and packed", function()
    local chunked = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\137\r\n4\r\nPNG.\r\n0\r\n\r\n"
    local packed = calls.shell("printf '\\211PNG.' | gzip -n")
    local head = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 5\r\n\r\n"
    local scripts = {
      { { { "send", chunked } } },
      { wire.answer(200, packed, { ["Content-Type"] = "image/png", ["Content-Encoding"] = "gzip" }) },
      { { { "send", head .. "\137" }, { "sleep", 0.1 }, { "send", "PNG." } } },
    }
    for _, script in ipairs(scripts) do
      assert(fetch(server:route(script)))
      assert.equal("\137PNG.", files.read(path))
    end
  end)

  it("that is cut off leaves nothing", function()
    local head = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n"
    local cuts = {
      { { "send", head .. "Content-Length: 100000\r\n\r\n\255\216" }, { "send", ("x"):rep(1000), 50 }, { "close" } },
      { { "send", head .. "Content-Length: 100000\r\n\r\n\255\216" }, { "send", ("x"):rep(1000), 50 }, { "reset" } },
      { { "send", head .. "Content-Length: 100\r\n\r\n" }, { "close" } },
      { { "send", head .. "Transfer-Encoding: chunked\r\n\r\n3\r\n\255\216x\r\n" }, { "close" } },
    }
    for _, cut in ipairs(cuts) do
      local err = fails({ cut })
      assert.equal("network", err.kind)
    end
  end)

  it("whose end cannot be told from a cut leaves nothing", function()
    local err = fails({ { { "send", "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n\255\216" }, { "close" } } })
    assert.equal("protocol", err.kind)
    assert.equal("the answer does not say where the file ends", err.message)
    for _, head in ipairs({ "Transfer-Encoding: identity", "Content-Length: 99999999999999999999999" }) do
      err = fails({ { { "send", "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n" .. head .. "\r\n\r\n\255\216" }, { "close" } } })
      assert.equal("protocol", err.kind, head)
    end
  end)

  it("that is a part of the file, or has two lengths, leaves nothing", function()
    local part = "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/100\r\nContent-Length: 2\r\n\r\n\255\216"
    local err = fails({ { { "send", part }, { "close" } } })
    assert.equal("the answer is a part of the file", err.message)
    assert.is_nil(err.advice, "it is the API that answered")
    assert.equal("protocol", err.kind)
    err = fails({ { { "send", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 2\r\n\r\n\255\216xy" }, { "close" } } })
    -- from 8.22 on libcurl itself says so
    assert.is_truthy(err.message == "the answer gives two lengths" or err.message == "Invalid Content-Length: value", err.message)
    assert.equal("protocol", err.kind)
    local twice = { { "send", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n\255\216" }, { "close" } }
    assert(fetch(server:route({ twice })))
  end)

  it("begins again after a cut", function()
    local cut = { { "send", "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 100\r\n\r\nold" }, { "close" } }
    local _, err, info = fetch(server:route({ cut, wire.answer(200, "\255\216new", JPEG) }), { max_retries = 1 })
    assert.is_nil(err)
    assert.equal(2, info.attempts)
    assert.equal("\255\216new", files.read(path))
    assert.same({ "a.jpeg" }, files.names())
  end)

  it("is an error where JSON or a page came in place of the file", function()
    local envelope = '{"statusCode":404,"message":"media is gone","data":null}'
    local cases = {
      { wire.answer(200, envelope), "api", "media is gone" },
      { wire.answer(200, envelope, JPEG), "api", "media is gone" },
      { wire.answer(201, '{"message":"media is gone"}'), "api", "media is gone" },
      { wire.answer(201, '{"error":{"message":"media is gone"}}', JPEG), "api", "media is gone" },
      { wire.answer(200, wire.envelope({ a = 1 })), "api", "the answer is no file" },
      { wire.answer(200, "[]"), "api", "the answer is no file" },
      { wire.answer(200, "<html>", { ["Content-Type"] = "text/html" }), "protocol", "cannot be read" },
      { wire.answer(200, "", JPEG), "protocol", "the answer is empty" },
      { wire.answer(204, "", JPEG), "api", "the answer is no file" },
      { wire.answer(404, '{"message":"no such media"}'), "not_found", "no such media" },
      { wire.answer(403, "\255\216 not JSON", JPEG), "forbidden", "status 403" },
      { wire.answer(500, envelope), "server", "media is gone" },
      { wire.answer(402, envelope), "payment_required", "media is gone" },
    }
    for i, case in ipairs(cases) do
      local err, route = fails({ case[1] })
      assert.equal(case[2], err.kind, i)
      assert.is_truthy(err.message:find(case[3], 1, true), i .. ": " .. err.message)
      assert.equal(1, #route.requests())
    end
  end)

  it("has no link in its errors, even where the server repeats it", function()
    local err = fails({ wire.answer(404, '{"message":"nothing at ' .. LINK .. '","x":"' .. LINK .. '"}') })
    assert.equal("nothing at ***", err.message)
    for _, value in pairs(err) do
      assert.is_nil(tostring(value):find("Signature", 1, true))
    end
  end)

  it("follows no redirect", function()
    local other = server:route({ wire.answer(200, "\255\216", JPEG) })
    local err = fails({ wire.answer(302, "", { Location = other.base .. "/x" }) })
    assert.equal("protocol", err.kind)
    assert.equal(0, #other.requests())
  end)

  it("takes files up to max_bytes", function()
    local function answer(size)
      return wire.answer(200, ("x"):rep(size), JPEG)
    end
    assert(fetch(server:route({ answer(5000) }), { max_bytes = 5000 }))
    local err = fails({ answer(5001) }, { max_bytes = 5000 })
    assert.equal("limit", err.kind)
    assert.equal("the file is larger than max_bytes", err.message)
    -- not to the last byte that it takes, each of which costs
    err = fails({ { { "send", "HTTP/1.1 200 OK\r\nContent-Length: 5001\r\n\r\nx" }, { "sleep", 2 } } }, { max_bytes = 5000, timeout = 1 })
    assert.equal("the file is larger than max_bytes", err.message)
    for _, wrong in ipairs({ 0, -1, 1.5, "5", 2 ^ 60 }) do
      local _, refused = fetch(server:route({ answer(1) }), { max_bytes = wrong })
      assert.equal("validation", refused.kind)
      assert.equal("max_bytes", refused.field)
    end
  end)

  it("is not held to max_body, but what comes in its place is", function()
    assert(fetch(server:route({ wire.answer(200, ("x"):rep(5000), JPEG) }), { max_body = 100 }))
    local err = fails({ wire.answer(200, '{"a":"' .. ("x"):rep(5000) .. '"}') }, { max_body = 100, max_retries = 0 })
    assert.equal("limit", err.kind)
  end)

  it("that does not fit on the disk is an error", function()
    files.write("a.jpeg", OLD)
    local route = server:route({ wire.answer(200, ("x"):rep(200000), JPEG) })
    local limited = [[sh -c 'trap "" XFSZ; ulimit -f 64; exec "$0" "$1"' ]] .. child.quoted(child.interpreter())
    local output = child.run([[
      local client = assert(require("fansly").new({ api_key = "canary-0123456789abcdef", account_id = "a", base_url = os.getenv("BASE") }))
      local file, err = client.media:download(os.getenv("LINK"), os.getenv("FILE"), { max_retries = 0 })
      print(file, err.kind, err.message)
      client:close()
    ]], { BASE = route.base, LINK = LINK, FILE = path }, limited)
    assert.equal("nil\tlimit\tthe file cannot be written to its end\n", output)
    assert.equal(OLD, files.read(path))
    assert.same({ "a.jpeg" }, files.names())
  end)

  it("whose directory goes away meanwhile is an error", function()
    calls.shell("mkdir " .. files.path("d"))
    path = files.path("d/a.jpeg")
    local route = server:route({ { { "sleep", 0.3 }, wire.answer(200, "\255\216", JPEG)[1] } })
    local told
    calls.client(route.base).media:download(LINK, path, function(_, err)
      told = err
    end)
    fansly.step(0.05)
    assert.is_truthy(calls.shell("ls " .. files.path("d")):find("^a%.jpeg%.%d+%-%d+%.part\n$"))
    calls.shell("rm -r " .. files.path("d"))
    fansly.run()
    assert.equal("limit", told.kind)
    assert.equal("the file cannot be put into its place", told.message)
  end)

  it("to a place where no file can be sends nothing", function()
    local route = server:route({ wire.answer(200, "\255\216", JPEG) })
    local there = files.write("there", "x")
    local bad = {
      { files.path("none/a"), "cannot be written: No such file or directory" },
      { there .. "/a", "cannot be written: Not a directory" },
      { there:match("^(.*)/"), "is a directory" },
      { "/dev/null", "is no regular file" },
      { files.path(("x"):rep(256)), "cannot be written: File name too long" },
      { "", "is empty" },
      { "a\0b", "contains a NUL byte" },
      { 7, "has to be a path, not 7" },
    }
    for _, case in ipairs(bad) do
      path = case[1]
      local value, err = fetch(route)
      assert.is_nil(value)
      assert.equal("validation", err.kind)
      assert.equal("path " .. case[2], err.message)
      assert.equal("path", err.field)
    end
    assert.equal(0, #route.requests())
    assert.same({ "there" }, files.names())
  end)

  it("of anything but a link to fansly.com over https sends nothing, and does not repeat the link", function()
    local route = server:route({ wire.answer(200, "\255\216", JPEG) })
    local client = calls.client(route.base)
    local bad = {
      "http://cdn3.fansly.com/SECRET",
      "ftp://cdn3.fansly.com/SECRET",
      "file:///SECRET",
      "https://SECRET.com/",
      "https://fansly.com.SECRET.com/",
      "https://SECRETfansly.com/",
      "https://fansly.com@SECRET.com/",
      "https://user:SECRET@fansly.com/",
      "https://SECRET.com/.fansly.com/",
      "https://SECRET.com#.fansly.com/",
      "https://SECRET.com?.fansly.com/",
      "https://SECRET.com\\.fansly.com/",
      "https://.fansly.com/SECRET",
      "https://-.fansly.com/SECRET",
      "https://cdn3.fansly.com:444/SECRET",
      "https://cdn3.fansly.com:443@SECRET.com/",
      "https://cdn3.fansly.com",
      "https://cdn3.fansly.com/SECRET x",
      "https://cdn3.fansly.com/SECRET\r\nX: y",
      "https://cdn3.fansly.com/SECRET\0",
      "https://127.0.0.1/SECRET",
      "https://[::1]/SECRET",
      "//cdn3.fansly.com/SECRET",
      "SECRET",
      "",
      "https://cdn3.fansly.com/" .. ("SECRET"):rep(2000),
      7,
      {},
    }
    for _, link in ipairs(bad) do
      local value, err = client.media:download(link, path)
      assert.is_nil(value)
      assert.equal("validation", err.kind)
      assert.equal("cdnUrl", err.field)
      assert.is_nil(tostring(err):find("SECRET", 1, true), tostring(err))
    end
    assert.equal(0, #route.requests())
  end)

  it("takes links of all hosts of fansly.com, and locations without a host", function()
    local good = {
      ["https://fansly.com/a"] = "https://fansly.com/a",
      ["https://CDN3.Fansly.com/a"] = "https://CDN3.Fansly.com/a",
      ["HTTPS://a.b-c.fansly.com:443/a?b#c"] = "HTTPS://a.b-c.fansly.com:443/a?b#c",
      ["/1/2.jpeg?x=y"] = "https://cdn3.fansly.com/1/2.jpeg?x=y",
    }
    for link, sent in pairs(good) do
      local route = server:route({ wire.answer(200, "\255\216", JPEG) })
      assert(calls.client(route.base).media:download(link, path))
      assert.equal('{"cdnUrl":"' .. sent .. '"}', (wire.parse(route.requests()[1]).body:gsub("\\/", "/")))
    end
  end)

  local SIZE = 8 * 2 ^ 20

  -- Comes in pieces over about half a second.
  local function slow()
    local answer = { { "send", "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: " .. ("%d"):format(SIZE) .. "\r\n\r\n" } }
    for _ = 1, 8 do
      answer[#answer + 1] = { "send", ("x"):rep(65536), 16 }
      answer[#answer + 1] = { "sleep", 0.06 }
    end
    return answer
  end

  it("tells how far it is, in every form of a call", function()
    local forms = {
      function(client, options)
        return client.media:download(LINK, path, options)
      end,
      function(client, options)
        return fansly.go(function()
          return client.media:download(LINK, path, options)
        end):wait()
      end,
      function(client, options)
        local told
        client.media:download(LINK, path, options, function(...)
          told = { ... }
        end)
        fansly.run()
        return told[1], told[2]
      end,
    }
    for _, form in ipairs(forms) do
      local heard, before = 0, -1
      local file, err = form(calls.client(server:route({ slow() }).base), {
        on_progress = function(done, total, stage)
          heard = heard + 1
          assert(done > before, "backwards")
          assert((total == SIZE or done == 0) and stage == "download", "another total or stage")
          before = done
        end,
      })
      assert.is_nil(err)
      assert.equal(SIZE, file.bytes)
      assert.equal(SIZE, before)
      assert.equal(0, fansly.step(0)) -- nothing is left in the loop
      assert.is_true(heard >= 3 and heard <= 60, heard .. " times")
    end
  end)

  it("that comes packed does not take the length of the pack for its own", function()
    local packed = calls.shell("head -c 2000000 /dev/zero | gzip -n")
    local head = ("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"):format(#packed)
    local totals, seen = {}, 0
    local half = math.floor(#packed / 2)
    local route = server:route({ { { "send", head .. packed:sub(1, half) }, { "sleep", 0.4 }, { "send", packed:sub(half + 1) } } })
    assert(fetch(route, {
      on_progress = function(done, total)
        totals[#totals + 1] = total or "unknown"
        seen = done
      end,
    }))
    assert.equal(2000000, seen)
    assert.equal("unknown", totals[1])
    assert.equal(2000000, totals[#totals])
  end)

  it("lets a fault of on_progress be, and tells of it", function()
    local told = calls.reports(function()
      assert(fetch(server:route({ slow() }), {
        on_progress = function()
          error("broken", 0)
        end,
      }))
    end)
    assert.is_true(#told >= 1)
    assert.is_truthy(tostring(told[1]):find("broken", 1, true))
  end)

  it("can be cancelled, and its client be closed, without a trace", function()
    local ends = {
      function(_, handle)
        assert.is_true(handle:cancel())
      end,
      function(client)
        client:close()
      end,
    }
    for _, finish in ipairs(ends) do
      files.write("a.jpeg", OLD)
      local client = calls.client(server:route({ slow() }).base)
      local told
      local handle = client.media:download(LINK, path, function(...)
        told = { ... }
      end)
      assert.is_true(calls.step_until(function()
        return #files.names() == 2 and not files.names()[2]:find("^a.jpeg$")
      end))
      local start = core.now()
      calls.step_until(function()
        return core.now() > start + 0.15
      end)
      finish(client, handle)
      fansly.run()
      assert.is_nil(told[1])
      assert.equal("cancelled", told[2].kind)
      assert.equal(OLD, files.read(path))
      assert.same({ "a.jpeg" }, files.names())
    end
  end)

  it("that a Lua state leaves behind when it closes leaves no file", function()
    local route = server:route({ slow() })
    local output = child.run([[
      local fansly = require("fansly")
      local client = assert(fansly.new({ api_key = "canary-0123456789abcdef", account_id = "a", base_url = os.getenv("BASE") }))
      client.media:download(os.getenv("LINK"), os.getenv("FILE"), function() end)
      for _ = 1, 5 do
        fansly.step(0.05)
      end
    ]], { BASE = route.base, LINK = LINK, FILE = path })
    assert.equal("", output)
    assert.same({}, files.names())
  end)

  it("ends when nothing moves for a while", function()
    local head = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 100\r\n\r\n\255\216"
    local err = fails({ { { "send", head }, { "sleep", 15 } } }, { stall_timeout = 1, max_retries = 0 })
    assert.equal("timeout", err.kind)
  end)

  it("stands for nothing when it is not used: other calls tell nothing", function()
    local heard = 0
    local client = calls.client(server:route({ calls.of.read.answer }).base, {
      on_progress = function()
        heard = heard + 1
      end,
    })
    assert(client.chats:list())
    fansly.run()
    assert.equal(0, heard)
  end)
end)
