--- Changes to a post. The API replaces posts as a whole and clears what is left out, so a post is read, changed, and written again.

local call = require("fansly.call")
local endpoints = require("fansly.endpoints")
local errors = require("fansly.error")
local ids = require("fansly.units.ids")
local json = require("fansly.json")
local ppv = require("fansly.ppv")
local same_id = require("fansly.units.same_id")
local times = require("fansly.units.times")

local M = {}

-- What a post as it is read has under the name under which it is written.
local kept = { "content", "wallIds", "pinWallIds", "inReplyTo", "quotedPostId", "replyPermissions" }
local time_fields = { "scheduledFor", "expiresAt" }

-- Who may see media: what of this a post has cannot be read in the form in which it is written.
local access = { "access_type", "price", "permissions" }

local function has_any(changes, names)
  for _, name in ipairs(names) do
    if rawget(changes, name) ~= nil then
      return true
    end
  end
  return false
end

-- An object with null in it, or an id of 0, stands for nothing.
local function something(value)
  return value ~= "" and value ~= "0" and value ~= 0 and value or nil
end

-- What a piece of media is written as; or what is wrong.
local function written(media, rules_follow)
  local id, preview = media and ids.id(media.mediaId), media and ids.id(something(media.previewId))
  if not id then
    return nil, "whose ids the API does not tell"
  elseif not rules_follow and ppv.is_locked(media) then
    return nil, "which is not free, and would be: give access_type, price or permissions with it"
  elseif not rules_follow and ppv.is_locked(media) == nil then
    return nil, "which may not be free, which the API does not tell: ids alone would make it so"
  end
  return preview and { mediaId = id, previewId = preview } or id
end

-- The media of a post as they are written; or what is wrong.
local function media_of(post, all, changes)
  local media = {}
  for i, attachment in ipairs(type(post.attachments) == "table" and post.attachments or {}) do
    local found = type(attachment) == "table" and ppv.find_media(all, attachment.contentId)
    local problem
    media[i], problem = written(found or nil, has_any(changes, access))
    if problem then
      return nil, ("has to be given: the post has media (attachment %d) %s"):format(i, problem)
    end
  end
  return media
end

-- The post of an answer that may hold others beside it.
local function post_in(response, id)
  for _, post in ipairs(type(response) == "table" and type(response.posts) == "table" and response.posts or { response }) do
    if type(post) == "table" and same_id(post.id, id) then
      return post
    end
  end
end

-- What `posts:update` takes for a post that is to stay as it is; or what is wrong with a field.
local function body_of(post, all, changes)
  local body = {}
  for _, name in ipairs(kept) do
    body[name] = something(post[name])
  end
  for _, name in ipairs(time_fields) do
    local time, err = times.time(something(post[name]))
    if err and rawget(changes, name) == nil then
      return nil, name, "has to be given: that of the post cannot be read, and would be cleared"
    end
    body[name] = time and times.milliseconds(time)
  end
  body.pinned = type(post.pinned) == "boolean" and post.pinned or nil
  body.postToFYP = (tonumber(post.fypFlags) or 0) ~= 0 or nil
  if rawget(changes, "mediaIds") == nil then
    local media, problem = media_of(post, all, changes)
    if not media then
      return nil, "mediaIds", problem
    end
    body.mediaIds = media[1] and media or nil
  end
  return body
end

local function check(changes)
  if type(changes) ~= "table" or next(changes) == nil then
    return errors.validation("changes", "have to be a table with at least one field")
  end
  for _, name in ipairs({ "account_id", "post_id" }) do
    if rawget(changes, name) ~= nil then
      return errors.validation(name, "is no field of a post: an account stands in the options, a post in front of its changes")
    end
  end
end

--- Reads a post, changes it, and writes it again.
---@param client table as `call.with` gives it
---@param post_id string
---@param changes table fields of `posts:update`; `fansly.null` takes one away
---@return table|nil post
---@return fansly.Error|nil err
---@return table|nil info
function M.run(client, post_id, changes)
  local wrong = check(changes)
  if wrong then
    return nil, wrong
  end
  local response, err, info = call.run(client, endpoints.by_id.get_post, { post_id = post_id })
  if not response then
    return nil, err, info
  end
  local post = post_in(response, post_id)
  if not post then
    local message = "the answer does not hold the post that was asked for"
    return nil, errors.new({ kind = "protocol", operation = "get_post", message = message }), info
  end
  local body, field, problem = body_of(post, response.accountMedia, changes)
  if not body then
    return nil, errors.validation(field, problem), info
  end
  for name, value in next, changes do
    body[name] = value
    if value == json.null then
      body[name] = nil -- what is left out is cleared
    end
  end
  body.post_id = post_id
  return call.run(client, endpoints.by_id.update_post, body)
end

return M
