--- Files that go up, places for those that come down, and links to what Fansly's servers hold.

local core = require("fansly.core")
local errors = require("fansly.error")

local M = {}

local CDN = "https://cdn3.fansly.com" -- what relative locations belong to
local LINK_MAX, NAME_MAX = 8192, 255
local UNKNOWN_TYPE = "application/octet-stream"

local types = {
  avif = "image/avif",
  gif = "image/gif",
  heic = "image/heic",
  heif = "image/heif",
  jpeg = "image/jpeg",
  jpg = "image/jpeg",
  png = "image/png",
  webp = "image/webp",
  avi = "video/x-msvideo",
  m4v = "video/x-m4v",
  mkv = "video/x-matroska",
  mov = "video/quicktime",
  mp4 = "video/mp4",
  webm = "video/webm",
  aac = "audio/aac",
  flac = "audio/flac",
  m4a = "audio/mp4",
  mp3 = "audio/mpeg",
  ogg = "audio/ogg",
  wav = "audio/wav",
}

local function type_of(name)
  return types[(name:match("%.(%w+)$") or ""):lower()] or UNKNOWN_TYPE
end

--- Where a file is; a path is bytes, and ends at a NUL for the system.
---@param value any
---@return string|nil path
---@return string|nil problem
function M.path_text(value)
  if type(value) ~= "string" then
    return nil, "has to be a path, not " .. errors.shown(value)
  elseif value == "" then
    return nil, "is empty"
  elseif value:find("\0", 1, true) then
    return nil, "contains a NUL byte"
  end
  return value
end

-- What goes into the head of a form, where a line end would begin something else.
local function head_text(value, field, most)
  if type(value) ~= "string" then
    return nil, "has to be a string, not a " .. type(value), field
  elseif value == "" or #value > most then
    return nil, ("has to have 1 to %d bytes"):format(most), field
  elseif value:find("%c") or not core.is_utf8(value) then
    return nil, "has to be UTF-8 without control characters", field
  end
  return value
end

local fields = { path = true, name = true, type = true }

local function in_detail(value)
  if type(value) == "string" then
    return { path = value }
  elseif type(value) ~= "table" then
    return nil, "has to be a path, or for media:upload a reader, or a table of path or reader, name and type, not " .. errors.shown(value)
  end
  for name in next, value do
    if not fields[name] then
      return nil, "is no field of a file: these are path, name and type", "file." .. errors.name(name)
    end
  end
  if rawget(value, "path") == nil then
    return nil, "has to be given, or a reader", "file.path"
  end
  return { path = rawget(value, "path"), name = rawget(value, "name"), type = rawget(value, "type") }
end

--- A file to send: a path, or a table of path, name and type.
---@param value any
---@return { path: string, name: string, type: string, size: integer }|nil file
---@return string|nil problem
---@return string|nil field
function M.to_send(value)
  local file, problem, field = in_detail(value)
  if not file then
    return nil, problem, field
  end
  local path
  path, problem = M.path_text(file.path)
  if not path then
    return nil, problem, type(value) == "table" and "file.path" or nil
  end
  file.size, problem = core.file_size(path)
  if problem then
    return nil, problem
  end
  file.name, problem, field = head_text(file.name or path:match("[^/\\]*$"), "file.name", NAME_MAX)
  if not problem then
    file.type, problem, field = head_text(file.type or type_of(file.name), "file.type", NAME_MAX)
  end
  if not problem and not file.type:find("^[%w!#$&^_.+-]+/[%w!#$&^_.+-]+$") then
    return nil, "has to be a media type such as image/jpeg", "file.type"
  end
  return not problem and file or nil, problem, field
end

--- The place for a file that comes.
---@param value any
---@return string|nil path
---@return string|nil problem
function M.to_save(value)
  local path, problem = M.path_text(value)
  if not path then
    return nil, problem
  end
  local can
  can, problem = core.can_save(path)
  return can and path or nil, problem
end

--- A link to a file of Fansly's servers. Whoever hands a link on must not be able to have anything else fetched.
---@param value any
---@return string|nil link
---@return string|nil problem never with the link, which opens the file to everybody
function M.link(value)
  if type(value) ~= "string" then
    return nil, "has to be a link such as " .. CDN .. "/..., not a " .. type(value)
  elseif #value > LINK_MAX then
    return nil, ("is longer than %d bytes"):format(LINK_MAX)
  elseif value:find("[^!-~]") or value:find("\\", 1, true) then
    return nil, "is no link: it contains white space, a backslash or characters beyond ASCII"
  end
  local link = value:find("^/[^/]") and CDN .. value or value
  local host, rest = link:match("^[Hh][Tt][Tt][Pp][Ss]://([%w.-]+)(.*)$")
  host = host and host:lower()
  if not host then
    return nil, "has to begin with https://"
  elseif host ~= "fansly.com" and not host:find("^%w[%w.-]*%.fansly%.com$") or not rest:gsub("^:443", ""):find("^/") then
    return nil, "has to be a link to a host of fansly.com"
  end
  return link
end

return M
