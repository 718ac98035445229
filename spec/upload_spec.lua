-- A file on its way up: what is on the wire, what ends it, and what is known of it then.

local calls = require("spec.support.calls")
local core = require("fansly.core")
local fansly = require("fansly")
local files = require("spec.support.files")
local multipart = require("fansly.sandbox.multipart")
local wire = require("spec.support.wire")

local JOB = wire.answer(202, '{"statusCode":202,"data":{"jobId":"job-1"}}')
local MEBIBYTE = 2 ^ 20
local GO_ON = { "send", "HTTP/1.1 100 Continue\r\n\r\n" } -- else libcurl waits a second for it

describe("an upload", function()
  local server

  setup(function()
    server = wire.start()
  end)

  after_each(function()
    calls.close()
    files.remove()
  end)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  -- The file alone; its job is another matter.
  local function send(route, file, options)
    local all = { wait = false }
    for name, value in pairs(options or {}) do
      all[name] = value
    end
    return calls.client(route.base).media:upload(file, all)
  end

  local function sent_form(route)
    local requests = route.requests()
    assert.equal(1, #requests)
    local request = wire.parse(requests[1])
    local parts = assert(multipart.parse(request.headers["content-type"], request.body))
    assert.equal(1, #parts)
    return parts[1], request, requests[1]
  end

  it("is a form of one file, byte for byte, with libcurl's own type", function()
    local route = server:route({ JOB })
    local bytes = files.bytes(300000)
    local job, err, info = send(route, files.write("a.MP4", bytes))
    assert.is_nil(err)
    assert.equal("job-1", job.jobId)
    assert.equal(202, info.status)
    local part, request, raw = sent_form(route)
    assert.equal("POST", request.method)
    assert.equal("/api/fansly/fansly_acc_1/media/upload", request.target)
    assert.same(calls.headers.json, calls.header_names(raw))
    assert.is_truthy(request.headers["content-type"]:find("^multipart/form%-data; boundary="))
    assert.equal("application/json", request.headers.accept)
    assert.equal("file", part.name)
    assert.equal("a.MP4", part.filename)
    assert.equal("video/mp4", part.type)
    assert.is_true(part.bytes == bytes)
  end)

  it("of one byte goes up, too", function()
    local route = server:route({ JOB })
    assert(send(route, files.write("a", "x")))
    local part = sent_form(route)
    assert.equal("x", part.bytes)
    assert.equal("application/octet-stream", part.type)
  end)

  it("has the name and the type that it is given", function()
    local route = server:route({ JOB })
    assert(send(route, { path = files.write("a.jpg", "x"), name = 'É "b".png', type = "image/x-other" }))
    local part = sent_form(route)
    assert.equal('É "b".png', part.filename)
    assert.equal("image/x-other", part.type)
  end)

  -- The names of temporary files that were made while a function ran.
  local function temporary(action)
    local made, tmpname = {}, os.tmpname
    rawset(os, "tmpname", function()
      made[#made + 1] = tmpname()
      return made[#made]
    end)
    local ok, problem = pcall(action)
    rawset(os, "tmpname", tmpname)
    assert(ok, problem)
    return made
  end

  it("takes its bytes from a reader", function()
    local bytes = files.bytes(200000)
    local readers = {
      function()
        local position = 1
        return function(most)
          local piece = bytes:sub(position, position + most - 1)
          position = position + most
          return piece ~= "" and piece or nil
        end
      end,
      function()
        return assert(io.open(files.write("b", bytes), "rb"))
      end,
      function()
        local given = false
        return { reader = {
          read = function()
            given = not given
            return given and bytes or nil
          end,
        }, name = "c.png" }
      end,
    }
    for i, reader in ipairs(readers) do
      local route = server:route({ JOB })
      local spooled = temporary(function()
        assert(send(route, reader()))
      end)
      assert.equal(1, #spooled)
      assert.is_nil(files.read(spooled[1]))
      local part = sent_form(route)
      assert.is_true(part.bytes == bytes)
      assert.equal(i == 3 and "c.png" or "upload", part.filename)
      assert.equal(i == 3 and "image/png" or "application/octet-stream", part.type)
    end
  end)

  it("from a reader leaves no file behind, also when it is cancelled", function()
    local route = server:route({ { { "sleep", 0.3 }, JOB[1] } })
    local told, handle
    local spooled = temporary(function()
      handle = calls.client(route.base).media:upload(io.open(files.write("b", "x"), "rb"), { wait = false }, function(_, err)
        told = err
      end)
      fansly.step(0.05)
      fansly.step(0.05)
    end)
    assert.equal("x", files.read(spooled[1]))
    handle:cancel()
    fansly.run()
    assert.equal("cancelled", told.kind)
    handle = nil -- luacheck: ignore 311
    collectgarbage()
    collectgarbage()
    assert.is_nil(files.read(spooled[1]))
  end)

  it("leaves no file behind where its reader fails, or a task ends within it", function()
    local route = server:route({ JOB })
    local hostile = setmetatable({}, {
      __tostring = function()
        return error("no text")
      end,
    })
    local client = calls.client(route.base)
    local spooled = temporary(function()
      local _, err = client.media:upload(function()
        error(hostile)
      end, { wait = false })
      assert.equal("validation", err.kind)
      assert.equal("file cannot be read: an error that has no text", err.message)
      local waiting = fansly.go(client.media.upload, client.media, function()
        fansly.sleep(60)
      end)
      fansly.step(0)
      waiting:cancel()
    end)
    assert.equal(2, #spooled)
    collectgarbage()
    collectgarbage()
    assert.is_nil(files.read(spooled[1]))
    assert.is_nil(files.read(spooled[2]))
    assert.equal(0, #route.requests())
  end)

  it("from a reader removes its file once: the name may be another's then", function()
    local spooled = temporary(function()
      assert(send(server:route({ JOB }), io.open(files.write("b", "x"), "rb")))
    end)
    local other = assert(io.open(spooled[1], "w"))
    other:write("another's")
    other:close()
    collectgarbage()
    collectgarbage()
    local found = files.read(spooled[1])
    os.remove(spooled[1])
    assert.equal("another's", found)
  end)

  it("tells how far it is, in every form of a call", function()
    local size = 24 * MEBIBYTE -- more than the buffers of two sockets hold
    local path = files.sparse("big.mp4", size)
    local slow = { GO_ON, { "sleep", 0.5 }, JOB[1], after = 0 }
    local forms = {
      function(client, options)
        return client.media:upload(path, options)
      end,
      function(client, options)
        local task = fansly.go(function()
          return client.media:upload(path, options)
        end)
        return task:wait()
      end,
      function(client, options)
        local told = {}
        client.media:upload(path, options, function(...)
          told = { ... }
        end)
        fansly.run()
        return told[1], told[2]
      end,
    }
    for _, form in ipairs(forms) do
      local heard, before = {}, -1
      local job, err = form(calls.client(server:route({ slow }).base), {
        wait = false,
        on_progress = function(done, total, stage)
          assert(done > before, "backwards")
          assert(total == size and stage == "upload", "another total or stage")
          before = done
          heard[#heard + 1] = done
        end,
      })
      assert.is_nil(err)
      assert.equal("job-1", job.jobId)
      assert.is_true(#heard >= 2 and #heard <= 60, #heard .. " times")
      assert.equal(size, heard[#heard])
    end
  end)

  it("goes up once, where the answer never comes", function()
    local route = server:route({ { { "close" } }, JOB })
    local job, err = send(route, files.write("a.jpg", files.bytes(1000)))
    assert.is_nil(job)
    assert.equal("network", err.kind)
    assert.is_true(err.maybe_sent)
    assert.equal(1, err.attempts)
    assert.equal(1, #route.requests())
  end)

  it("is not repeated after an answer that leaves it open", function()
    for _, status in ipairs({ 500, 502, 504, 408, 402 }) do
      local route = server:route({ wire.answer(status, '{"message":"no"}'), JOB })
      local _, err = send(route, files.write("a.jpg", "x"))
      assert.equal(status, err.status)
      assert.is_true(err.maybe_sent)
      assert.equal(1, #route.requests())
    end
  end)

  it("is not repeated after a success that names no job", function()
    local route = server:route({ wire.answer(201, '{"statusCode":201,"data":{}}'), JOB })
    local _, err = send(route, files.write("a.jpg", "x"))
    assert.equal("protocol", err.kind)
    assert.is_true(err.maybe_sent)
    assert.equal(1, #route.requests())
  end)

  it("that breaks in the middle is known not to be there, and goes up again", function()
    local route = server:route({ { { "reset" }, after = 100000 }, JOB })
    local job, err, info = send(route, files.sparse("big.mp4", 24 * MEBIBYTE))
    assert.is_nil(err)
    assert.equal("job-1", job.jobId)
    assert.equal(2, info.attempts)
    assert.equal(1, #route.requests())
    assert.equal(1, #route.partials())
  end)

  it("that is refused for its size ends before it went up", function()
    local refused = wire.answer(413, '{"message":"file is too large"}')
    table.insert(refused, { "close" })
    refused.after = 0
    local route = server:route({ refused })
    local seconds, _, err = calls.timed(send, route, files.sparse("big.mp4", 24 * MEBIBYTE))
    assert.equal(413, err.status)
    assert.equal("api", err.kind)
    assert.is_truthy(err.message:find("file is too large", 1, true))
    assert.is_false(err.maybe_sent)
    assert.is_true(seconds < 0.9, seconds .. " s: it did not wait to be let")
    assert.equal(0, #route.requests())
    assert.equal("", wire.parse(route.partials()[1]).body)
  end)

  it("asks first where it is large, and does not where it is small", function()
    for size, expect in pairs({ [1000] = false, [2 * MEBIBYTE] = "100-continue" }) do
      local route = server:route({ { GO_ON, JOB[1], after = 0 } })
      assert(send(route, files.sparse("a.mp4", size)))
      assert.equal(expect, wire.parse(route.requests()[1] or route.partials()[1]).headers.expect or false)
    end
  end)

  it("ends when nothing moves for a while, long before its time is over", function()
    -- libcurl takes the mean of the last five seconds
    local route = server:route({ { GO_ON, { "sleep", 15 }, after = 0 } })
    -- and the system may go on taking a little now and then, to buffers that grow
    local start, last, moved = core.now(), 0, 0
    local _, err = send(route, files.sparse("big.mp4", 24 * MEBIBYTE), { stall_timeout = 1, max_retries = 0, on_progress = function(done)
      if done > last then
        last, moved = done, core.now() - start
      end
    end })
    local seconds = core.now() - start
    assert.equal("timeout", err.kind)
    assert.equal(last == 24 * MEBIBYTE, err.maybe_sent)
    assert.is_true(seconds - moved < 13, ("%.1f s, and nothing moved after %.1f s"):format(seconds, moved))
  end)

  it("ends with its time, and may be there when all of it went out", function()
    local route = server:route({ { { "sleep", 5 } } })
    local _, err = send(route, files.write("a.jpg", "x"), { timeout = 0.3 })
    assert.equal("timeout", err.kind)
    assert.is_true(err.maybe_sent)
  end)

  it("has more time the larger it is, unless it is told", function()
    local request = require("fansly.request")
    local row = require("fansly.endpoints").by_id.upload_media
    local settings = { account_id = "a" }
    assert.equal(120 + 1, math.floor(request.new(row, { file = files.sparse("a", 16384) }, settings).patience))
    assert.equal(120 + 65536, math.floor(request.new(row, { file = files.sparse("a", 2 ^ 30) }, settings).patience))
  end)

  it("can be cancelled in the middle, and lets go of the file", function()
    local path = files.sparse("big.mp4", 24 * MEBIBYTE)
    local route = server:route({ { GO_ON, { "sleep", 1 }, JOB[1], after = 0 } })
    local client = calls.client(route.base)
    local handle, told, stopped
    local options = {
      wait = false,
      on_progress = function(done)
        if done > 0 and not stopped then
          stopped = handle:cancel()
        end
      end,
    }
    handle = client.media:upload(path, options, function(...)
      told = { n = select("#", ...), ... }
    end)
    fansly.run()
    assert.is_true(stopped)
    assert.is_nil(told[1])
    assert.equal("cancelled", told[2].kind)
    assert.is_false(told[2].maybe_sent)
    assert.equal("", calls.shell("ls -l /proc/$PPID/fd | grep big.mp4"))
  end)

  it("of a file that gets shorter, or is written to, is broken off", function()
    local changes = {
      shorter = "truncate -s 1000 '%s'",
      longer = "printf x >>'%s'",
      rewritten = "printf x | dd of='%s' conv=notrunc status=none",
    }
    for what, change in pairs(changes) do
      local path = files.sparse("big.mp4", 24 * MEBIBYTE)
      local changed = false
      local route = server:route({ { GO_ON, { "sleep", 0.5 }, after = 0 } })
      local job, err = send(route, path, {
        on_progress = function()
          if not changed then
            changed = true
            calls.shell(change:format(path))
          end
        end,
      })
      assert.is_nil(job, what)
      assert.equal("validation", err.kind, what)
      assert.equal("file", err.field)
      assert.equal("the file has changed while it was sent", err.message)
      assert.is_false(err.maybe_sent)
      assert.equal(0, #route.requests())
    end
  end)

  it("of what is no file sends nothing", function()
    local route = server:route({ JOB })
    calls.shell("mkfifo " .. files.path("pipe"))
    local nothing = files.write("empty", "")
    local bad = {
      { files.path("none"), "cannot be read: No such file or directory" },
      { nothing .. "/x", "cannot be read: Not a directory" },
      { nothing, "is empty" },
      { nothing:match("^(.*)/"), "is a directory" },
      { files.path("pipe"), "is no regular file" },
      { "/dev/null", "is no regular file" },
      { "a\0b", "contains a NUL byte" },
      { "", "is empty" },
      { 7, "has to be a path, or for media:upload a reader, or a table of path or reader, name and type, not 7" },
      { false, "name and type, not false" },
      { {}, "has to be given, or a reader", "file.path" },
      { { path = 7 }, "has to be a path, not 7", "file.path" },
      { { path = nothing, size = 1 }, "is no field of a file", "file.size" },
      { { path = nothing, reader = print }, "is given besides a reader", "file.path" },
      { { reader = 7 }, "has to be a function", "file.reader" },
      {
        function()
          error("broken", 0)
        end,
        "cannot be read: broken",
      },
      {
        function()
          return nil, "worn out"
        end,
        "cannot be read: worn out",
      },
      {
        function()
          return 7
        end,
        "has to be read as strings",
      },
      {
        function()
          return ""
        end,
        "is empty",
      },
    }
    for _, case in ipairs(bad) do
      local value, err = send(route, case[1])
      assert.is_nil(value)
      assert.equal("validation", err.kind)
      assert.equal(case[3] or "file", err.field)
      assert.is_truthy(err.message:find(case[2], 1, true), err.message)
      assert.equal("upload_media", err.operation)
    end
    local _, err = send(route)
    assert.equal("file is missing", err.message)
    assert.equal(0, #route.requests())
  end)

  it("with a name or a type that could end its line sends nothing", function()
    local route = server:route({ JOB })
    local path = files.write("a", "x")
    for _, wrong in ipairs({ "a\r\nb", "a\nb", "a\0b", "", ("x"):rep(256), "\255", 7 }) do
      local _, err = send(route, { path = path, name = wrong })
      assert.equal("file.name", err.field)
      _, err = send(route, { path = path, type = wrong })
      assert.equal("file.type", err.field)
    end
    local _, err = send(route, { path = path, type = "jpeg" })
    assert.equal("file.type has to be a media type such as image/jpeg", err.message)
    assert.equal(0, #route.requests())
  end)

  it("is never said not to be there where it is, wherever the connection ends", function()
    local path = files.write("a.mp4", files.bytes(300000))
    for _, after in ipairs({ 0, 1, 65536, 131072, 196608, 262144, 299000, 400000 }) do
      for _, way in ipairs({ "close", "reset" }) do
        local route = server:route({ { { way }, after = after } })
        local _, err = send(route, path, { max_retries = 0 })
        assert.equal("network", err.kind)
        assert.equal(1, #route.requests() + #route.partials())
        assert.is_true(err.maybe_sent or #route.requests() == 0, after .. " bytes")
      end
    end
  end)

  it("goes up over TLS", function()
    local route = server:route({ JOB })
    local bytes = files.bytes(300000)
    assert(calls.client(route.tls_base, { ca_file = server.ca_file }).media:upload(files.write("a.mp4", bytes), { wait = false }))
    assert.is_true(sent_form(route).bytes == bytes)
  end)

  it("by client:call is the file alone, and counts as a send", function()
    local route = server:route({ JOB })
    local job = assert(calls.client(route.base):call("upload_media", { file = files.write("a.gif", "x") }))
    assert.same({ jobId = "job-1" }, job)
    assert.equal("image/gif", (sent_form(route)).type)
  end)
end)
