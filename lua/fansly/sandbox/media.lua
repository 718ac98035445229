--- The files of an account: uploads with their jobs, and what can be downloaded. All within bounds, since it is kept in memory.
--
-- A job is done after some looks at it (`upload_polls` of the model): waiting, active, then completed.

local json = require("fansly.json")
local rows = require("fansly.sandbox.rows")

local MAX_FILE = 16 * 2 ^ 20
local MAX_KEPT = 64 * 2 ^ 20
local HOST = "https://cdn3.fansly.com"
local SIGNED = "?Policy=sandbox&Signature=sandbox&Key-Pair-Id=sandbox"

local Media = {}
Media.__index = Media

local extensions = { ["image/jpeg"] = "jpeg", ["image/png"] = "png", ["image/gif"] = "gif", ["video/mp4"] = "mp4" }

local function describe(account, kind, filename, created_at)
  local id = account:new_id("6")
  local location = ("/%s/%s.%s"):format(account.native_id, id, extensions[kind] or "bin")
  return { id = id, mimetype = kind, filename = filename, location = location, link = HOST .. location .. SIGNED, created_at = created_at }
end

-- A file is part of the vault from now on.
local function keep(self, file)
  file.content_id = self.account:add_media(file.id).id
  table.insert(self.account.state.files, file)
  self.by_id[file.content_id], self.by_id[file.id], self.by_location[file.location] = file, file, file
  return file
end

--- A file that was there before, without bytes of its own.
---@param file { mimetype: string, filename: string, created_at: number }
---@return table file
function Media:add(file)
  return keep(self, describe(self.account, file.mimetype, file.filename, file.created_at))
end

--- Takes a file that came up.
---@param file { filename: string|nil, type: string|nil, bytes: string }
---@return table|nil job
---@return integer|nil status of the refusal
---@return string|nil message
function Media:upload(file)
  local account = self.account
  local state, size = account.state, #file.bytes
  if size == 0 then
    return nil, 400, "file is empty"
  elseif size > MAX_FILE then
    return nil, 413, "file is too large"
  elseif state.kept + size > MAX_KEPT then
    return nil, 413, "the sandbox keeps no more files"
  end
  state.kept = state.kept + size
  local media = describe(account, file.type or "application/octet-stream", file.filename, account:time())
  media.bytes = file.bytes
  local job = { id = account.model:new_job_id(), media = media, polls = 0, failure = self.next_failure }
  self.next_failure = nil
  table.insert(self.jobs, job)
  return job
end

--- The next upload goes up, and its job fails.
---@param reason string
function Media:fail_next(reason)
  self.next_failure = reason
end

-- How a file stands in the vault, whatever messages and posts make of it.
local function row_of(account, file)
  return rows.account_media(account, account.media_by_id[file.content_id])
end

--- How far a job is; each look takes it further.
---@return table|nil status in the form of the API
function Media:status(job_id, polls)
  local job = self.account:find("jobs", job_id)
  if not job then
    return nil
  end
  job.polls = job.polls + 1
  if job.polls <= polls then
    return { state = job.polls == 1 and "waiting" or "active", progress = math.floor(100 * job.polls / (polls + 1)), result = json.null }
  elseif job.failure then
    return { state = "failed", progress = 100, result = json.null, failedReason = job.failure }
  elseif job.media then
    job.file_id = keep(self, job.media).id
    job.media = nil
  end
  local result = { mediaId = job.file_id, accountMedia = { row_of(self.account, self.by_id[job.file_id]) } }
  return { state = "completed", progress = 100, result = result }
end

--- The file behind a media id, or behind the id that the vault has for it.
---@param id string
---@return table|nil file
function Media:file(id)
  return self.by_id[id]
end

--- One piece of media, by its own id or by that of its use.
---@param id string
---@return table|nil row in the form of the API
function Media:find(id)
  local account = self.account
  local file, used = self.by_id[id], account.media_by_id[id]
  return file and row_of(account, file) or used and rows.account_media(account, used)
end

local function in_posts(used)
  return used.shown == "posts"
end

local function in_messages(used)
  return used.shown == "messages"
end

-- All that was uploaded, and what of it was used where.
local albums = {
  { id = "560000000000000001", title = "All", type = 38000, has = function(used, self)
    local file = self.by_id[used.mediaId]
    return file ~= nil and file.content_id == used.id
  end },
  { id = "560000000000000002", title = "Posts", type = 1000, has = in_posts },
  { id = "560000000000000003", title = "Messages", type = 5000, has = in_messages },
}

-- The media of an album, newest first.
local function media_in(self, album)
  local list = {}
  local all = self.account.state.account_media
  for i = #all, 1, -1 do
    if album.has(all[i], self) then
      list[#list + 1] = all[i]
    end
  end
  return list
end

--- The albums that every account has.
---@return table[] albums in the form of the API
function Media:albums()
  local list = json.array()
  for i, album in ipairs(albums) do
    list[i] = { id = album.id, title = album.title, type = album.type, itemCount = #media_in(self, album) }
  end
  return list
end

--- The media of an album, newest first.
---@param album_id string
---@return table[]|nil account_media
function Media:album(album_id)
  for _, album in ipairs(albums) do
    if album.id == album_id then
      return media_in(self, album)
    end
  end
end

-- What stands for the bytes of a file that was never uploaded.
local function stand_in(file)
  return ("sandbox %s %s\n"):format(file.mimetype, file.id)
end

--- What is behind a link.
---@param link string
---@return table|nil file { bytes, mimetype }
---@return integer|nil status
---@return string|nil message
function Media:fetch(link)
  local location, query = link:match("^https://[^/]+(/[^?#]*)%??([^#]*)")
  local file = location and self.by_location[location]
  if not query or not query:find("Key-Pair-Id=", 1, true) then
    return nil, 403, "MissingKey-Pair-Id"
  elseif not file then
    return nil, 404, "Media not found"
  end
  return { bytes = file.bytes or stand_in(file), mimetype = file.mimetype }
end

local media = { MAX_FILE = MAX_FILE }

--- The files of an account.
---@param account table
function media.new(account)
  local self = setmetatable({ account = account, jobs = account.state.jobs, by_id = {}, by_location = {} }, Media)
  for _, file in ipairs(account.state.files) do
    self.by_id[file.content_id], self.by_id[file.id], self.by_location[file.location] = file, file, file
  end
  return self
end

return media
