-- client.media against the sandbox: an upload's job, from the file to the media, and back down.

local calls = require("spec.support.calls")
local core = require("fansly.core")
local fansly = require("fansly")
local files = require("spec.support.files")
local sandbox = require("fansly.sandbox")
local wire = require("spec.support.wire")

local QUICK = 0.01

describe("client.media", function()
  local box, client, path

  before_each(function()
    box = sandbox.new()
    client = box:client()
    path = files.write("a.jpg", files.bytes(5000))
  end)

  after_each(function()
    client:close()
    fansly.run()
    files.remove()
  end)

  local function looks()
    local count = 0
    for _, job in ipairs(box.model.media_store.jobs) do
      count = count + job.polls
    end
    return count
  end

  it("uploads a file, waits for its job, and answers the media", function()
    local media, err, info = client.media:upload(path, { poll_interval = QUICK })
    assert.is_nil(err)
    assert.is_truthy(media.mediaId:find("^%d+$"))
    assert.equal(media.mediaId, media.accountMedia[1].mediaId)
    assert.equal(200, info.status)
    assert.equal(3, looks())
    assert.equal(1, #box.model.media_store.jobs)
  end)

  it("downloads what was uploaded", function()
    local media = assert(client.media:upload(path, { poll_interval = QUICK }))
    local place = media.accountMedia[1].media.locations[1]
    local file, err = client.media:download(place.location, files.path("b.jpg"))
    assert.is_nil(err)
    assert.same({ path = files.path("b.jpg"), bytes = 5000, type = "image/jpeg" }, file)
    assert.equal(files.read(path), files.read(file.path))
    assert.same({ "a.jpg", "b.jpg" }, files.names())
  end)

  it("downloads nothing behind a link that is unsigned or unknown", function()
    local media = assert(client.media:upload(path, { poll_interval = QUICK }))
    local _, err = client.media:download(media.accountMedia[1].media.location, files.path("b.jpg"))
    assert.equal("forbidden", err.kind)
    assert.is_truthy(err.message:find("MissingKey-Pair-Id", 1, true))
    assert.is_truthy(tostring(err):find("look the media up again for a fresh link", 1, true))
    _, err = client.media:download("/1/2.jpeg?Key-Pair-Id=x", files.path("b.jpg"))
    assert.equal("not_found", err.kind)
    assert.same({ "a.jpg" }, files.names())
  end)

  it("finds what was uploaded in the vault, and gives a link to it again", function()
    client = sandbox.new({ upload_polls = 0, page_size = 2, files = 0 }):client()
    local uploaded = {}
    for i = 1, 5 do
      uploaded[i] = assert(client.media:upload(path, { poll_interval = 0 })).mediaId
    end
    local albums = assert(client.vault:list_albums()).albums
    assert.same({ 38000, 1000, 5000 }, { albums[1].type, albums[2].type, albums[3].type })
    assert.equal(5, albums[1].itemCount)
    local found = {}
    for item in client.vault:each_album_media(albums[1].id) do
      table.insert(found, 1, item.mediaId)
    end
    assert.same(uploaded, found)
    assert.equal(0, #assert(client.vault:list_album_media(albums[3].id)).items)
    local media = assert(client.media:get(uploaded[3]))
    assert.equal(media.id, assert(client.media:get(media.id)).id)
    assert(client.media:download(media.media.locations[1].location, files.path("b.jpg")))
    for _, wrong in ipairs({ { "7" }, { albums[1].id, { cursor = "7" } } }) do
      local _, err = client.vault:list_album_media(wrong[1], wrong[2])
      assert.is_true(err.status == 404 or err.status == 400)
    end
    assert.equal("not_found", select(2, client.media:get("7")).kind)
  end)

  it("refuses the same before the network in the sandbox as on the wire", function()
    for _, wrong in ipairs({ files.path("none"), "/dev/null", "", 7 }) do
      local _, err = client.media:upload(wrong)
      assert.equal("file", err.field)
    end
    local _, err = client.media:download("https://cdn3.fansly.com/a", files.path("none/b"))
    assert.equal("path", err.field)
    assert.equal(0, box.model.requests)
  end)

  it("goes on with a job by its id, and sends nothing again", function()
    local job = assert(client.media:upload(path, { wait = false }))
    assert.equal(0, looks())
    for _, file in ipairs({ path, false }) do
      local media, err = client.media:upload_and_wait(file or nil, { job_id = job.jobId, poll_interval = QUICK })
      assert.is_nil(err)
      assert.is_truthy(media.mediaId)
    end
    assert.equal(1, #box.model.media_store.jobs)
  end)

  it("gives a job up after a time, and says how to go on", function()
    box.model.upload_polls = 1000
    local seconds, media, err = calls.timed(function()
      return client.media:upload(path, { poll_interval = QUICK, poll_timeout = 0.3 })
    end)
    assert.is_nil(media)
    assert.equal("timeout", err.kind)
    assert.equal("job-1", err.job_id)
    assert.is_true(err.maybe_sent)
    assert.is_truthy(err.message:find('"active"', 1, true))
    assert.is_true(seconds < 2, seconds .. " s")
    assert.is_true(looks() < 15, "each wait is longer than the last")
    box.model.upload_polls = 0
    assert(client.media:upload_and_wait(nil, { job_id = err.job_id }))
  end)

  it("tells why a job failed", function()
    box.model.media_store:fail_next("codec is not supported")
    local media, err = client.media:upload(path, { poll_interval = QUICK })
    assert.is_nil(media)
    assert.equal("api", err.kind)
    assert.equal("job-1", err.job_id)
    assert.equal("the upload's job has failed: codec is not supported", err.message)
  end)

  it("tells how far the file is, and then its job", function()
    local heard = {}
    assert(client.media:upload(path, {
      poll_interval = QUICK,
      on_progress = function(done, total, stage)
        heard[#heard + 1] = ("%s %d/%d"):format(stage, done, total)
      end,
    }))
    assert.same({ "upload 5000/5000", "processing 33/100", "processing 66/100", "processing 100/100" }, heard)
  end)

  it("works with a callback, in a task, and with both at once", function()
    local told = {}
    local handle = client.media:upload(path, { poll_interval = QUICK }, function(...)
      told[#told + 1] = { n = select("#", ...), ... }
    end)
    assert.equal("function", type(handle.cancel))
    local task = fansly.go(function()
      return client.media:upload(path, { poll_interval = QUICK })
    end)
    assert.same({}, told)
    fansly.run()
    assert.equal(1, #told)
    assert.is_truthy(told[1][1].mediaId)
    assert.is_truthy(task:wait().mediaId)
    assert.are_not.equal(told[1][1].mediaId, task:wait().mediaId)
  end)

  it("takes a reader for the file, and no callback, where it comes alone", function()
    box.model.upload_polls = 0
    local pieces = { "one", "two" }
    local media, err = client.media:upload(function()
      return table.remove(pieces, 1)
    end)
    assert.is_nil(err)
    assert.is_truthy(media.mediaId)
    assert.same({}, pieces)
  end)

  it("gives what is wrong to the callback, once", function()
    for _, call in ipairs({
      function(done)
        return client.media:upload(7, done)
      end,
      function(done)
        return client.media:upload(path, { tmeout = 1 }, done)
      end,
      function(done)
        return client.media:upload(path, {}, {}, done)
      end,
      function(done)
        return client.media:download("x", "y", done)
      end,
      function(done)
        return client.media:download("https://fansly.com/a", "y", "z", done)
      end,
    }) do
      local told = {}
      call(function(value, err)
        assert.is_nil(value)
        told[#told + 1] = err.kind
      end)
      assert.same({}, told)
      fansly.run()
      assert.same({ "validation" }, told)
    end
  end)

  it("can be cancelled while it waits for the job", function()
    box.model.upload_polls = 1000
    local told
    local handle = client.media:upload(path, { poll_interval = QUICK }, function(...)
      told = { ... }
    end)
    calls.step_until(function()
      return looks() > 2
    end)
    assert.is_true(handle:cancel())
    fansly.run()
    assert.is_nil(told[1])
    assert.equal("cancelled", told[2].kind)
    assert.is_true(told[2].maybe_sent)
  end)

  it("checks its options by name", function()
    local bad = { wait = 1, job_id = "a/b", poll_interval = -1, poll_timeout = "1", on_progress = 1, stall_timeout = 0, nonsense = 1 }
    for name, wrong in pairs(bad) do
      local _, err = client.media:upload(path, { [name] = wrong })
      assert.equal("validation", err.kind, name)
      assert.equal(name, err.field)
      assert.equal("upload_media", err.operation)
    end
    local _, err = client.media:upload(path, 7)
    assert.equal("options", err.field)
    assert.equal(0, box.model.requests)
  end)

  it("is called with a colon", function()
    for _, name in ipairs({ "upload", "upload_and_wait", "download" }) do
      local ok, problem = pcall(client.media[name], path)
      assert.is_false(ok)
      assert.is_truthy(tostring(problem):find("call it with a colon", 1, true))
    end
  end)
end)

describe("an upload's job", function()
  local server, path

  setup(function()
    server = wire.start()
  end)

  before_each(function()
    path = files.write("a.jpg", "x")
  end)

  after_each(function()
    calls.close()
    files.remove()
  end)

  teardown(function()
    assert.equal("", server:log())
    server:stop()
  end)

  -- The route of a whole upload: the file, then what each look at the job answers.
  local function upload(answers, options)
    local script = { wire.answer(202, '{"statusCode":202,"data":{"jobId":"job-1"}}') }
    for _, answer in ipairs(answers) do
      script[#script + 1] = type(answer) == "string" and wire.answer(200, answer) or answer
    end
    local route = server:route(script)
    local all = { poll_interval = QUICK, max_retries = 0 }
    for name, value in pairs(options or {}) do
      all[name] = value
    end
    local media, err = calls.client(route.base).media:upload(path, all)
    return media, err, route
  end

  local function status(state, more)
    return ('{"statusCode":200,"data":{"state":"%s"%s}}'):format(state, more or "")
  end

  local RESULT = ',"result":{"mediaId":"600000000000000001","accountMedia":[{"id":"500000000000000001"}]}'

  it("is asked after without an account in the path", function()
    local media, err, route = upload({ status("waiting"), status("active"), status("completed", RESULT) })
    assert.is_nil(err)
    assert.same({ mediaId = "600000000000000001", accountMedia = { { id = "500000000000000001" } } }, media)
    local requests = route.requests()
    assert.equal(4, #requests)
    for i = 2, 4 do
      local request = wire.parse(requests[i])
      assert.equal("GET /api/fansly/media/upload/job-1/status", request.method .. " " .. request.target)
      assert.same(calls.headers.get, calls.header_names(requests[i]))
    end
  end)

  it("is done and failed in every spelling, and goes on in any other", function()
    for _, state in ipairs({ "completed", "Completed", "COMPLETE", "done", "success" }) do
      local odd = { status("never heard of"), "{}", '{"data":false}', '{"data":7}', '{"data":[]}' }
      odd[#odd + 1] = status(state, RESULT)
      local media = assert(upload(odd))
      assert.equal("600000000000000001", media.mediaId)
    end
    for _, state in ipairs({ "failed", "FAILED", "error" }) do
      for said, words in pairs({
        [',"failedReason":"bad codec"'] = "bad codec",
        [',"error":"bad codec"'] = "bad codec",
        [',"error":{"message":"bad codec"}'] = "bad codec",
        [""] = "no reason is given",
      }) do
        local media, err = upload({ status("active"), status(state, said) })
        assert.is_nil(media)
        assert.equal("api", err.kind)
        assert.equal("job-1", err.job_id)
        assert.equal("the upload's job has failed: " .. words, err.message)
      end
    end
  end)

  it("that is done without a media id proves nothing", function()
    for _, result in ipairs({ "null", "{}", '{"mediaId":null}', "[1]", '"600"', '{"mediaId":true}' }) do
      local media, err = upload({ status("completed", ',"result":' .. result) })
      assert.is_nil(media)
      assert.equal("protocol", err.kind)
      assert.equal("job-1", err.job_id)
      assert.is_true(err.maybe_sent)
    end
  end)

  it("keeps the digits of ids that come as numbers", function()
    local media = assert(upload({ status("completed", ',"result":{"mediaId":600000000000000001}') }))
    assert.equal("600000000000000001", media.mediaId)
    media = assert(upload({ status("completed", ',"result":{"mediaId":17}') }))
    assert.equal("17", media.mediaId)
  end)

  it("outlasts what passes: the file is up already", function()
    local passing = {
      wire.answer(500, "{}"),
      wire.answer(503, "<html>"),
      wire.answer(429, "{}", { ["Retry-After"] = "0" }),
      { { "reset" } },
      wire.answer(200, "<html>"),
    }
    passing[#passing + 1] = wire.answer(200, status("completed", RESULT))
    local media, err = upload(passing)
    assert.is_nil(err)
    assert.equal("600000000000000001", media.mediaId)
  end)

  it("ends with what does not, and its id stays known", function()
    for code, kind in pairs({ [401] = "auth", [402] = "payment_required", [403] = "forbidden", [404] = "not_found" }) do
      local media, err = upload({ wire.answer(code, '{"message":"no"}') })
      assert.is_nil(media)
      assert.equal(kind, err.kind)
      assert.equal("job-1", err.job_id)
    end
  end)

  it("waits as long as it is asked to, and not beyond its time", function()
    local limited = wire.answer(429, "{}", { ["Retry-After"] = "1" })
    local seconds, media = calls.timed(upload, { limited, wire.answer(200, status("completed", RESULT)) })
    assert.is_truthy(media)
    assert.is_true(seconds >= 1, seconds .. " s")
    local err
    seconds, media, err = calls.timed(upload, { wire.answer(429, "{}", { ["Retry-After"] = "9" }) }, { poll_timeout = 1 })
    assert.is_nil(media)
    assert.equal("timeout", err.kind)
    assert.is_truthy(err.message:find("rate_limited", 1, true))
    assert.is_true(seconds < 1, seconds .. " s")
  end)

  it("is given up in time when the answer hangs, whatever time the file has", function()
    local seconds, media, err = calls.timed(upload, { { { "sleep", 10 } } }, { poll_timeout = 0.5, timeout = 600 })
    assert.is_nil(media)
    assert.equal("timeout", err.kind)
    assert.equal("job-1", err.job_id)
    assert.is_true(seconds < 3, seconds .. " s")
  end)

  it("is not asked after where the file did not go up", function()
    local route = server:route({ wire.answer(500, "{}"), wire.answer(200, status("completed", RESULT)) })
    local media, err = calls.client(route.base).media:upload(path)
    assert.is_nil(media)
    assert.equal("upload_media", err.operation)
    assert.is_nil(err.job_id)
    assert.equal(1, #route.requests())
  end)

  it("is looked at less and less often", function()
    local start = core.now()
    assert(upload({ status("active"), status("completed", RESULT) }, { poll_interval = 0.2 }))
    assert.is_true(core.now() - start >= 0.2 + 0.3)
  end)
end)
