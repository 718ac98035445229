--- Uploads and downloads: what `client.media` is more than its rows.
--
-- An upload is two things: the file goes up, which the API answers with the id of a job; then the job is asked after until it is done.

local call = require("fansly.call")
local check = require("fansly.check")
local copy = require("fansly.copy")
local core = require("fansly.core")
local endpoints = require("fansly.endpoints")
local errors = require("fansly.error")
local ids = require("fansly.units.ids")
local perform = require("fansly.perform")
local refusal = require("fansly.refusal")
local report = require("fansly.report")
local sleep = require("fansly.sleep")
local spool = require("fansly.spool")

local M = {}

-- Names of options that are for this module, in lists of what each takes; the others are those of calls.
local of_upload = {
  { name = "wait", type = "boolean", default = true },
  { name = "job_id", type = "id" },
  { name = "poll_interval", type = "number", minimum = 0, maximum = 3600, default = 1 },
  { name = "poll_timeout", type = "number", minimum = 0, maximum = 86400, default = 180 },
}
local of_download = { { name = "max_bytes", type = "number" } } -- the row checks it

local SLOWER, SLOWEST, LEAST = 1.5, 5, 0.01 -- each wait is so much longer than the last, up to so many seconds

local SHORTEST_POLL, LONGEST_POLL = 1, 30 -- seconds for one look

-- Spellings that have been seen. What is none of them is waited for.
local done = { completed = true, complete = true, done = true, finished = true, success = true, succeeded = true }
local failed = { failed = true, failure = true, error = true, errored = true, cancelled = true, canceled = true }

-- What may pass while a job goes on.
local passing = { network = true, timeout = true, server = true, rate_limited = true, protocol = true }

-- The options of this module by name, and the others.
local function split(given, specs)
  if given == nil then
    given = {}
  elseif type(given) ~= "table" then
    return nil, nil, errors.validation("options", "have to be a table, not a " .. type(given))
  end
  local mine, others = {}, copy(given)
  for _, spec in ipairs(specs) do
    mine[spec.name], others[spec.name] = others[spec.name], nil
  end
  local own, problem, field = check.params(mine, { params = specs })
  if not own then
    return nil, nil, errors.validation(field, problem)
  end
  return own, others
end

-- --- the job ---

local function text_of(value)
  if type(value) == "table" then
    value = value.message
  end
  return type(value) == "string" and value ~= "" and value or nil
end

local function fault(job_id, fields)
  fields.operation, fields.job_id, fields.maybe_sent = "get_upload_status", job_id, true
  return errors.new(fields)
end

local function failure(job_id, job)
  local why = text_of(job.failedReason) or text_of(job.error) or text_of(job.message) or "no reason is given"
  return fault(job_id, { kind = "api", message = "the upload's job has failed: " .. errors.clip(why, 500) })
end

-- An id that is not said is none to build on.
local function media_of(job_id, job)
  local media = job.result
  local id = type(media) == "table" and ids.id(media.mediaId)
  if id then
    media.mediaId = id
    return media
  end
  return nil, fault(job_id, { kind = "protocol", message = "the upload's job is done without a mediaId" })
end

local function too_late(job_id, limit, state, err)
  local last = err and tostring(err) or ("its state is %q"):format(state)
  return fault(job_id, {
    kind = "timeout",
    message = ("the job was not done after %g s (%s); upload_and_wait goes on with it when it gets the job_id"):format(limit, last),
  })
end

-- Polls are short calls, however long the file may take, and end with the time for all of them.
local function for_poll(deadline)
  return { timeout = math.max(SHORTEST_POLL, math.min(LONGEST_POLL, deadline - core.now())) }
end

-- At once: no turn is going on, and none may come behind the last look.
local function tell(listener, percent)
  local ok, problem = xpcall(function()
    return listener and listener(percent, 100, "processing")
  end, report.traceback)
  if not ok then
    report.error(problem)
  end
end

local function state_of(job)
  return tostring(job.state or job.status or "unknown"):lower()
end

-- Asks until the job is done; what it made. One that was made just now is not done yet.
local function follow(client, job_id, own)
  local row = endpoints.by_id.get_upload_status
  local deadline, pause, state = core.now() + own.poll_timeout, math.max(LEAST, own.poll_interval), "unknown"
  local wait = own.job_id and 0 or pause
  while true do
    local slept, cancelled = sleep(wait)
    if not slept then
      return nil, cancelled
    end
    local answer, err, info = call.run(client, row, { job_id = job_id }, for_poll(deadline))
    if err and not passing[err.kind] then
      return nil, err, info
    end
    local job = type(answer) == "table" and answer or {}
    state = err and state or state_of(job)
    if done[state] then
      tell(client.config.on_progress, 100)
      local media, problem = media_of(job_id, job)
      return media, problem, info
    elseif failed[state] then
      return nil, failure(job_id, job), info
    end
    tell(client.config.on_progress, type(job.progress) == "number" and job.progress or 0)
    pause = wait == 0 and pause or math.max(pause, math.min(SLOWEST, pause * SLOWER))
    wait = math.max(pause, err and err.retry_after or 0)
    if core.now() + wait > deadline then
      return nil, too_late(job_id, own.poll_timeout, state, err), info
    end
  end
end

-- --- up ---

-- The job that the API made of a file.
local function send(client, given)
  local row = endpoints.by_id.upload_media
  local file, problem, field = spool.file(given)
  if problem then
    return refusal.answer(row, errors.validation(field or "file", problem))
  end
  local job, err, info = call.run(client, row, { file = file })
  spool.remove(file)
  if job then
    job.jobId = ids.id(job.jobId) or tostring(job.jobId)
  end
  return job, err, info
end

-- What is told where memory runs out behind the file: that it is up. Made before.
local function new_spare()
  return errors.new({ kind = "memory", message = errors.memory.message, operation = "upload_media", maybe_sent = true, job_id = false })
end

-- Follows a job that was made just now.
local function follow_up(spare, client, job_id, own)
  spare.job_id = job_id
  local ok, media, err, info = perform.protected(follow, client, job_id, own)
  if not ok then
    errors.expect_memory(media)
  elseif not err then
    return media, nil, info
  elseif err ~= errors.memory then -- which all share
    err.job_id, err.maybe_sent = job_id, true
    return nil, err, info
  end
  return nil, spare
end

local function upload(client, file, own)
  local spare = new_spare()
  if own.job_id then
    return follow_up(spare, client, own.job_id, own)
  end
  local job, problem, info = send(client, file)
  if not job or not own.wait then
    return job, problem, info
  end
  return follow_up(spare, client, job.jobId, own)
end

-- The first argument is the file, also where it is a function and stands alone.
local function begin(client, file, ...)
  local list, callback, err = check.arguments(1, ...)
  local own, options, with
  if not err then
    own, options, err = split(list[1], of_upload)
  end
  if own then
    with, err = call.with(client, options)
  end
  if err then
    return refusal.answer(endpoints.by_id.upload_media, err, callback)
  end
  return perform.run(callback, upload, with, file, own)
end

--- Uploads, by the callback where there is one.
---@param client fansly.Client
---@param file any
---@param ... any options, callback
function M.upload(client, file, ...)
  return perform.ask(begin, client, file, ...)
end

-- --- down ---

--- Arguments of a download, as `call.ask` wants them read.
---@param ... any link, path, options, callback
function M.read_download(...)
  local row = endpoints.by_id.download_media
  local list, callback, err = check.arguments(3, ...)
  local own, others
  if not err then
    own, others, err = split(list[3], of_download)
  end
  return row, { cdnUrl = list[1], path = list[2], max_bytes = own and own.max_bytes }, others, callback, err
end

return M
