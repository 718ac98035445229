-- An upload's job, as the API tells of it in all its spellings: when it is done, when it has failed, and how it is asked after.

local calls = require("spec.support.calls")
local core = require("fansly.core")
local files = require("spec.support.files")
local wire = require("spec.support.wire")

local QUICK = 0.01

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

  it("that cannot be asked after any more is told as one whose file is up", function()
    local media, err = upload({ wire.answer(403, "{}") })
    assert.is_nil(media)
    assert.equal("forbidden", err.kind)
    assert.equal("job-1", err.job_id)
    assert.is_true(err.maybe_sent)
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
