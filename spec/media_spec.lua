-- client.media against the sandbox: an upload's job, from the file to the media, and back down.

local calls = require("spec.support.calls")
local fansly = require("fansly")
local files = require("spec.support.files")
local recorder = require("spec.support.recorder")
local sandbox = require("fansly.sandbox")

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

  it("tells a place that went away meanwhile as it is told on the wire", function()
    local media = assert(client.media:upload(path, { poll_interval = QUICK }))
    local dir, told = files.path("gone"), nil
    calls.shell("mkdir " .. dir)
    client.media:download(media.accountMedia[1].media.locations[1].location, dir .. "/b.jpg", function(_, err)
      told = err
    end)
    calls.shell("rmdir " .. dir)
    fansly.run()
    assert.equal("limit", told.kind)
    assert.equal("the file cannot be put into its place", told.message)
  end)

  it("takes memory that runs out in a reader for that, and leaves no file", function()
    local taken
    local tmpname = os.tmpname
    os.tmpname = function() -- luacheck: ignore 122
      taken = tmpname()
      return taken
    end
    local media, err = client.media:upload(function()
      error("not enough memory", 0)
    end)
    os.tmpname = tmpname -- luacheck: ignore 122
    assert.is_nil(media)
    assert.equal("memory", err.kind)
    collectgarbage()
    collectgarbage()
    assert.is_nil(io.open(taken))
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

  it("tells the client's own listener of both, too", function()
    local stages = {}
    local own = box:client({ on_progress = function(_, _, stage) stages[stage] = true end })
    assert(own.media:upload(path, { poll_interval = QUICK }))
    assert.same({ upload = true, processing = true }, stages)
    own:close()
  end)

  it("takes a reader that is a function, with a callback and alone", function()
    local function reader()
      local pieces = { "\137PNG", ("x"):rep(1000) }
      return function()
        return table.remove(pieces, 1)
      end
    end
    box.model.upload_polls = 0
    assert.is_truthy(assert(client.media:upload(reader())).mediaId)
    local told
    client.media:upload(reader(), function(...)
      told = { ... }
    end)
    fansly.run()
    assert.is_nil(told[2])
    assert.is_truthy(told[1].mediaId)
  end)

  it("keeps the digits of ids that came as numbers", function()
    local net = recorder.new(function(request)
      if request.method == "POST" then
        return recorder.answer('{"statusCode":202,"data":{"jobId":123456789012345}}', 202)
      end
      return recorder.answer('{"statusCode":200,"data":{"state":"completed","result":{"mediaId":987654321098765}}}')
    end)
    local media, err = net:client().media:upload(path, { poll_interval = 0 })
    assert.is_nil(err)
    assert.equal("987654321098765", media.mediaId)
    assert.is_truthy(net.requests[2].target:find("/123456789012345/", 1, true))
  end)

  it("spends on the file and the looks at its job what it may cost together", function()
    box.model.upload_polls = 1000
    local media, err = client.media:upload(path, { poll_interval = QUICK, max_credits = 4 })
    assert.is_nil(media)
    assert.equal("limit", err.kind)
    assert.equal("job-1", err.job_id)
    assert.equal(4, client:usage().credits)
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
