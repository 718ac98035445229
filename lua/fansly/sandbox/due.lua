--- What the clock brings about: one function for each kind of entry on the agenda.

local agenda = require("fansly.sandbox.agenda")
local automation = require("fansly.sandbox.automation")
local broadcast = require("fansly.sandbox.broadcast")
local subscriptions = require("fansly.sandbox.subscriptions")

local due = {
  subscribe = subscriptions.begin,
  subscription_ends = subscriptions.finish,
  automated_message = automation.send,
  mass_message = broadcast.send,
}

-- A post whose time was changed meanwhile waits for that.
function due.post_appears(account, matter, at)
  local post = account:find("posts", matter.id)
  if post and post.scheduled_for and post.scheduled_for <= at then
    post.scheduled_for, post.created_at = nil, at
  end
end

function due.post_expires(account, matter, at)
  local post = account:find("posts", matter.id)
  if post and post.expires_at and post.expires_at <= at then
    account:remove("posts", matter.id)
  end
end

--- Lets everything happen in an account whose time has come.
---@param account table
---@param now number seconds
return function(account, now)
  local entry = agenda.next(account, now)
  while entry do
    due[entry.what](account, entry.matter, entry.at)
    entry = agenda.next(account, now)
  end
end
