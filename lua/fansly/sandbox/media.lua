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

-- A piece of media as the account has it; a link is signed anew each time.
local function row_of(account, media)
  return {
    id = media.content_id,
    mediaId = media.id,
    accountId = account.native_id,
    previewId = json.null,
    media = {
      id = media.id,
      mimetype = media.mimetype,
      location = media.location,
      locations = { { locationId = "1", location = link_of(media) } },
    },
  }
end

-- The job is done: its media goes into the vault, once.
local function keep(self, account, media)
  if not media.content_id then
    media.content_id = account:add_media(media.id).id
    self.vault[#self.vault + 1] = media
    self.by_id[media.content_id], self.by_id[media.id], self.by_location[media.location] = media, media, media
  end
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
  keep(self, account, job.media)
  local result = { mediaId = job.media.id, accountMedia = { row_of(account, job.media) } }
  return { state = "completed", progress = 100, result = result }
end

--- One piece of media, by its own id or by that of its use.
---@return table|nil row in the form of the API
function Media:find(account, id)
  return self.by_id[id] and row_of(account, self.by_id[id])
end

local albums = {
  { id = "560000000000000001", title = "All", type = 38000 },
  { id = "560000000000000002", title = "Posts", type = 1000 },
  { id = "560000000000000003", title = "Messages", type = 5000 },
}

--- The albums that every account has. All that was uploaded is in the first; nothing is put into the others.
---@return table[] albums in the form of the API
function Media:albums()
  local rows = json.array()
  for i, album in ipairs(albums) do
    rows[i] = { id = album.id, title = album.title, type = album.type, itemCount = i == 1 and #self.vault or 0 }
  end
  return rows
end

-- The place behind which a page ends; nil for a cursor of nobody's.
local function place_of(self, cursor)
  for i = #self.vault, 1, -1 do
    if self.vault[i].content_id == cursor then
      return i
    end
  end
end

--- A page of an album, newest first; its cursor is the id of its last item.
---@return table|nil response in the form of the API
---@return integer|nil status of the refusal
---@return string|nil message
function Media:page(account, album_id, cursor, size)
  local known = album_id == albums[1].id or album_id == albums[2].id or album_id == albums[3].id
  local place = cursor == nil and #self.vault + 1 or place_of(self, cursor)
  if not known then
    return nil, 404, "Album not found"
  elseif not place then
    return nil, 400, "Invalid cursor"
  end
  local rows, first = json.array(), album_id == albums[1].id and math.max(1, place - size) or place
  for i = place - 1, first, -1 do
    rows[#rows + 1] = row_of(account, self.vault[i])
  end
  return { media = rows, cursor = #rows > 0 and first > 1 and rows[#rows].id or json.null }
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
  return setmetatable({ jobs = {}, vault = {}, by_id = {}, by_location = {}, kept = 0 }, Media)
end

return media
