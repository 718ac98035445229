--- The media of an account: uploads with their jobs, and what can be downloaded. All within bounds, since it is kept in memory.
--
-- A job is done after some looks at it (`upload_polls` of the model): waiting, active, then completed.

local json = require("fansly.json")

local MAX_FILE = 16 * 2 ^ 20
local MAX_KEPT = 64 * 2 ^ 20
local HOST = "https://cdn3.fansly.com"

local Media = {}
Media.__index = Media

local extensions = { ["image/jpeg"] = "jpeg", ["image/png"] = "png", ["image/gif"] = "gif", ["video/mp4"] = "mp4" }

-- A link as the CDN signs it.
local function link_of(media)
  return ("%s%s?Policy=sandbox&Signature=sandbox&Key-Pair-Id=sandbox"):format(HOST, media.location)
end

--- Takes a file that came up.
---@param account table
---@param file { filename: string|nil, type: string|nil, bytes: string }
---@return table|nil job
---@return integer|nil status of the refusal
---@return string|nil message
function Media:upload(account, file)
  if #file.bytes == 0 then
    return nil, 400, "file is empty"
  elseif #file.bytes > MAX_FILE then
    return nil, 413, "file is too large"
  elseif self.kept + #file.bytes > MAX_KEPT then
    return nil, 413, "the sandbox keeps no more files"
  end
  self.kept = self.kept + #file.bytes
  local id = account:new_id("6")
  local kind = file.type or "application/octet-stream"
  local media = { id = id, bytes = file.bytes, mimetype = kind, filename = file.filename }
  media.location = ("/%s/%s.%s"):format(account.native_id, id, extensions[kind] or "bin")
  local job = { id = ("job-%d"):format(#self.jobs + 1), media = media, polls = 0, failure = self.next_failure }
  self.next_failure = nil
  self.jobs[#self.jobs + 1], self.jobs[job.id] = job, job
  return job
end

--- The next upload goes up, and its job fails.
---@param reason string
function Media:fail_next(reason)
  self.next_failure = reason
end

local function result_of(account, media)
  if not media.content_id then
    media.content_id = account:add_media(media.id).id
  end
  return {
    mediaId = media.id,
    accountMedia = {
      {
        id = media.content_id,
        mediaId = media.id,
        accountId = account.native_id,
        media = {
          id = media.id,
          mimetype = media.mimetype,
          location = media.location,
          locations = { { locationId = "1", location = link_of(media) } },
        },
      },
    },
  }
end

--- How far a job is; each look takes it further.
---@return table|nil status in the form of the API
function Media:status(account, job_id, polls)
  local job = self.jobs[job_id]
  if not job then
    return nil
  end
  job.polls = job.polls + 1
  if job.polls <= polls then
    return { state = job.polls == 1 and "waiting" or "active", progress = math.floor(100 * job.polls / (polls + 1)), result = json.null }
  elseif job.failure then
    return { state = "failed", progress = 100, result = json.null, failedReason = job.failure }
  end
  self.by_location[job.media.location] = job.media
  return { state = "completed", progress = 100, result = result_of(account, job.media) }
end

--- What is behind a link.
---@param link string
---@return table|nil media with bytes and mimetype
---@return integer|nil status
---@return string|nil message
function Media:fetch(link)
  local location, query = link:match("^https://[^/]+(/[^?#]*)%??([^#]*)")
  local media = location and self.by_location[location]
  if not query or not query:find("Key-Pair-Id=", 1, true) then
    return nil, 403, "MissingKey-Pair-Id"
  elseif not media then
    return nil, 404, "Media not found"
  end
  return media
end

local media = { MAX_FILE = MAX_FILE }

function media.new()
  return setmetatable({ jobs = {}, by_location = {}, kept = 0 }, Media)
end

return media
