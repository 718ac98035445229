--- Changes to a post. The API replaces posts as a whole and clears what is left out, so a post is read, changed, and written again.

local errors = require("fansly.error")
local json = require("fansly.json")
local ppv = require("fansly.ppv")
local units = require("fansly.units")

local M = {}

-- What a post as it is read has under the name under which it is written.
local kept = { "content", "wallIds", "pinWallIds", "inReplyTo", "quotedPostId", "replyPermissions" }
local times = { "scheduledFor", "expiresAt" }

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

-- Why media cannot stay with its post as it is. Where nobody knows that it is free, it may be what fans have paid for.
local function lock_problem(media)
  local locked = ppv.is_locked(media)
  if locked == false then
    return nil
  end
  local what = locked and "is not free" or "may not be free, which the API does not tell"
  return ("has to be given, with access_type, price or permissions: the media of the post %s, and would be"):format(what)
end

-- A piece of media as it is written, with its preview.
local function written(media)
  local preview = something(media.previewId)
  return preview and { mediaId = media.mediaId, previewId = preview } or media.mediaId
end

-- The media of a post as they are written; or what is wrong.
local function media_of(post, all, changes)
  local ids, has_rule = {}, has_any(changes, access)
  for i, attachment in ipairs(type(post.attachments) == "table" and post.attachments or {}) do
    local media = type(attachment) == "table" and ppv.find_media(all, attachment.contentId)
    if not media or not media.mediaId then
      return nil, ("has to be given: the post has media (attachment %d) whose ids the API does not tell"):format(i)
    end
    local problem = not has_rule and lock_problem(media)
    if problem then
      return nil, problem
    end
    ids[i] = written(media)
  end
  return ids
end

-- The post of an answer that may hold others beside it.
local function post_in(response, id)
  for _, post in ipairs(type(response) == "table" and type(response.posts) == "table" and response.posts or { response }) do
    if type(post) == "table" and post.id == id then
      return post
    end
  end
end

-- What `posts:update` takes for a post that is to stay as it is.
local function body_of(post, all, changes)
  local body = {}
  for _, name in ipairs(kept) do
    body[name] = something(post[name])
  end
  for _, name in ipairs(times) do
    body[name] = units.milliseconds(post[name] or 0)
  end
  body.pinned = type(post.pinned) == "boolean" and post.pinned or nil
  body.postToFYP = (tonumber(post.fypFlags) or 0) ~= 0 or nil
  if rawget(changes, "mediaIds") == nil then
    local ids, problem = media_of(post, all, changes)
    if not ids then
      return nil, problem
    end
    body.mediaIds = ids[1] and ids or nil
  end
  return body
end

--- Reads a post, changes it, and writes it again.
---@param client table
---@param post_id string
---@param changes table fields of `posts:update`; `fansly.null` takes one away
---@param options? fansly.CallOptions
---@return table|nil post
---@return fansly.Error|nil err
---@return table|nil info
function M.run(client, post_id, changes, options)
  if type(changes) ~= "table" or next(changes) == nil then
    return nil, errors.validation("changes", "have to be a table with at least one field")
  end
  local response, err, info = client.posts:get(post_id, options)
  if not response then
    return nil, err, info
  end
  local post = post_in(response, post_id)
  if not post then
    local message = "the answer does not hold the post that was asked for"
    return nil, errors.new({ kind = "protocol", operation = "get_post", message = message }), info
  end
  local body, problem = body_of(post, response.accountMedia, changes)
  if not body then
    return nil, errors.validation("mediaIds", problem), info
  end
  for name, value in next, changes do
    body[name] = value
    if value == json.null then
      body[name] = nil -- what is left out is cleared
    end
  end
  return client.posts:update(post_id, body, options)
end

return M
