--- What media can do besides the methods of their rows: files, up and down.

local call = require("fansly.call")
local media = require("fansly.media")
local resource = require("fansly.resource")

local Media = {}

---@class fansly.UploadOptions: fansly.CallOptions
---@field wait? boolean false: answers the job (`{ jobId }`) as soon as the file is up
---@field job_id? string of an upload that went up before: its job is waited for, and nothing is sent
---@field poll_interval? number seconds to the first look at the job, 1; later ones are further apart, up to 5
---@field poll_timeout? number seconds after which the job is given up, 180; the error has its `job_id`

--- Uploads a file, and waits until the API has made a media of it.
---
--- `client.media:upload("holiday.mp4", { on_progress = function(done, total, stage) ... end })`
---@param file any a path; a reader: a function, or something with a method `read`; or a table of path or reader, name, type
---@param options? fansly.UploadOptions|function
---@param callback? function
---@return fansly.GetUploadStatusAnswerResult|nil media its `mediaId` goes into messages and posts
---@return fansly.Error|nil err with `job_id` where the file is up, and what became of it is open
---@return fansly.Info|nil info
function Media:upload(file, options, callback, ...)
  return media.upload(resource.client_of(self, "media", "upload"), file, options, callback, ...)
end

--- The same under another name: `client.media:upload_and_wait(nil, { job_id = id })` waits for what was uploaded before.
Media.upload_and_wait = Media.upload

---@class fansly.DownloadOptions: fansly.CallOptions
---@field max_bytes? integer the largest file that is taken, 16 GiB

--- Downloads a file that another answer has a link to. It is in its place when it is whole, and never in part.
---
--- `client.media:download(location.location, "holiday.mp4")`
---@param link string signed link to a host of fansly.com, good for five hours; a `location` that begins with a slash is one, too
---@param path string where the file goes; one that is there is replaced
---@param options? fansly.DownloadOptions|function
---@param callback? function
---@return { path: string, bytes: integer, type: string|nil }|nil file
---@return fansly.Error|nil err
---@return fansly.Info|nil info
function Media:download(link, path, options, callback, ...)
  return call.ask(resource.client_of(self, "media", "download"), media.read_download, link, path, options, callback, ...)
end

return Media
