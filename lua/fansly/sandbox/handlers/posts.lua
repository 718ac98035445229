--- Posts and the walls they are on.

local agenda = require("fansly.sandbox.agenda")
local common = require("fansly.sandbox.handlers.common")
local content = require("fansly.sandbox.content")
local paging = require("fansly.sandbox.paging")
local rows = require("fansly.sandbox.rows")

local handlers = {}

-- The posts that can be seen, newest first; or those that wait for their time.
local function posts_of(account, waiting)
  local list = {}
  for _, post in ipairs(paging.reversed(account.state.posts)) do
    if (post.scheduled_for ~= nil) == waiting then
      list[#list + 1] = post
    end
  end
  table.sort(list, function(a, b)
    return a.created_at > b.created_at or (a.created_at == b.created_at and a.id > b.id)
  end)
  return list
end

local function unknown_wall(account, ids)
  for _, id in ipairs(ids or {}) do
    if not account:find("walls", id) then
      return "wallIds contains an unknown wall"
    end
  end
end

local function problem_of(account, params, post)
  local unseen = not post or post.scheduled_for ~= nil
  if unseen and params.scheduledFor and params.scheduledFor / 1000 <= account:time() then
    return "scheduledFor must be in the future"
  end
  return unknown_wall(account, params.wallIds) or unknown_wall(account, params.pinWallIds)
end

-- What a post is made of is replaced as a whole: what is left out is cleared.
local function fill(account, post, params)
  local walls = params.wallIds or {}
  post.content = params.content
  post.attachments = content.attach(account, params, "posts")
  post.wall_ids = #walls > 0 and walls or { account.state.walls[1].id }
  post.pinned = params.pinWallIds or (params.pinned == true or params.pinned == 1) and post.wall_ids or {}
  post.fyp, post.in_reply_to, post.quoted = params.postToFYP, params.inReplyTo, params.quotedPostId
  post.reply_permissions = params.replyPermissions
  post.expires_at = params.expiresAt and params.expiresAt / 1000
  if post.expires_at then
    agenda.add(account, post.expires_at, "post_expires", { id = post.id })
  end
end

local function schedule(account, post, params)
  post.scheduled_for = params.scheduledFor and params.scheduledFor / 1000
  if post.scheduled_for then
    agenda.add(account, post.scheduled_for, "post_appears", { id = post.id })
  end
end

function handlers.list_posts(account)
  return 200, rows.posts(account, posts_of(account, false))
end

function handlers.create_post(account, params)
  local problem = problem_of(account, params)
  if problem then
    return 400, problem
  end
  local post = { id = account:new_id("8"), created_at = account:time(), likes = 0, replies = 0 }
  fill(account, post, params)
  schedule(account, post, params)
  table.insert(account.state.posts, post)
  return 201, rows.post(account, post)
end

handlers.get_post = common.of("posts", "post_id", function(account, _, post)
  return 200, rows.posts(account, { post })
end)

handlers.update_post = common.of("posts", "post_id", function(account, params, post)
  local problem = problem_of(account, params, post)
  if problem then
    return 400, problem
  end
  fill(account, post, params)
  if post.scheduled_for then
    schedule(account, post, params)
  end
  return 201, rows.post(account, post)
end)

handlers.delete_post = common.remover("posts", "post_id")

handlers.get_wall = common.of("walls", "wall_id", function(account, _, wall)
  local list = rows.values()
  for _, post in ipairs(posts_of(account, false)) do
    for _, id in ipairs(post.wall_ids) do
      list[#list + 1] = id == wall.id and rows.post(account, post) or nil
    end
  end
  return 200, { wall = wall, posts = list }
end)

function handlers.list_walls(account)
  return 200, { walls = rows.values(account.state.walls) }
end

function handlers.list_scheduled_posts(account)
  return 200, { scheduledPosts = rows.list(account, posts_of(account, true), rows.post) }
end

function handlers.cancel_scheduled_post(account, params)
  local post = account:find("posts", params.post_id)
  if not post or not post.scheduled_for then
    return 404, "Scheduled post not found"
  end
  account:remove("posts", post.id)
  return 201, {}
end

handlers.pin_post = common.of("posts", "post_id", function(account, params, post)
  if unknown_wall(account, { params.wallId }) then
    return 404, "Wall not found"
  end
  for _, id in ipairs(post.pinned or {}) do
    if id == params.wallId then
      return 201, {}
    end
  end
  post.pinned = rows.values(post.pinned)
  table.insert(post.pinned, params.wallId)
  return 201, {}
end)

return handlers
