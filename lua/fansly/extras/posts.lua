--- What posts can do besides the methods of their rows: changes of some fields.

local call = require("fansly.call")
local check = require("fansly.check")
local edit = require("fansly.edit")
local endpoints = require("fansly.endpoints")
local perform = require("fansly.perform")
local refusal = require("fansly.refusal")
local resource = require("fansly.resource")

local Posts = {}

local function begin(client, ...)
  local list, last, err = check.arguments(3, ...)
  local with
  if not err then
    with, err = call.with(client, list[3])
  end
  if err then
    return refusal.answer(endpoints.by_id.update_post, err, last)
  end
  return perform.run(last, edit.run, with, list[1], list[2])
end

--- Changes some fields of a post and keeps the others: reads it, and writes it again. `posts:update` alone clears what is left out.
---
--- `client.posts:edit(post_id, { content = "new text" })`
---@param post_id string
---@param changes table fields of `posts:update`; `fansly.null` takes one away. Media that may not be free needs its rule or its ids again
---@param options? fansly.CallOptions|function
---@param callback? function
---@return fansly.Post|nil post
---@return fansly.Error|nil err
---@return fansly.Info|nil info
function Posts:edit(post_id, changes, options, callback, ...)
  local client = resource.client_of(self, "posts", "edit")
  return perform.ask(begin, client, post_id, changes, options, callback, ...)
end

return Posts
