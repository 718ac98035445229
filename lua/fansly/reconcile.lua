--- What became of a send that broke off: read the chat back and look for the message.

local check = require("fansly.check")
local errors = require("fansly.error")
local identity = require("fansly.identity")
local ids = require("fansly.units.ids")
local perform = require("fansly.perform")
local ppv = require("fansly.ppv")
local sent = require("fansly.sent")
local sleep = require("fansly.sleep")
local times = require("fansly.units.times")

local M = {}

local GRACE = 60 -- seconds that a server may take to act on what it has
local SLACK = 5 -- seconds that a message may be older than the send, as clocks and rounding go
local PAGES = 50 -- that are read at most; a chat that writes more in a minute is beyond telling

local function check_send(err, options)
  if not errors.is(err) or err.operation ~= "send_message" then
    return nil, errors.validation("err", "has to be the error of a send")
  end
  local problem = check.options(options, { "grace" })
  if problem then
    return nil, problem
  end
  local grace = options and rawget(options, "grace")
  if grace == nil then
    return GRACE
  elseif type(grace) ~= "number" or not (grace >= 0 and grace <= 86400) then
    return nil, errors.validation("grace", "has to be a number of seconds from 0 on, not " .. errors.shown(grace))
  end
  return grace
end

-- Whether a message shows some of the media, which is a set of their ids.
local function has_media(message, response, media)
  local attachments = type(message.attachments) == "table" and message.attachments or {}
  if not next(media) or #attachments == 0 then
    return not next(media) and #attachments == 0
  end
  local known = false
  for _, attachment in ipairs(attachments) do
    local found = ppv.find_media(response.accountMedia, attachment.contentId)
    if found and media[ids.id(found.mediaId) or ""] then
      return true
    end
    known = known or found ~= nil
  end
  return not known -- the API did not say which media it is
end

-- A text without what a server may change of its white space. Media may stand without one.
local function plain(text)
  text = type(text) == "string" and text or ""
  return text:gsub("%s+", " "):match("^ ?(.-) ?$")
end

local function is_like(message, response, send, own_id)
  return ids.id(message.senderId) == own_id
    and plain(message.content) == plain(send.content)
    and has_media(message, response, send.media)
end

-- The messages of the window that are like the one sent, and by whose clock.
local function find(client, send, own_id, options)
  local page, err, info = client.messages:list(send.chat_id, {}, options)
  local now = info and times.time(info.timestamp)
  local found = { by_server = now ~= nil }
  now = now or os.time()
  local from = now - send.age() - SLACK
  for _ = 1, PAGES do
    if not page then
      return not err and found or nil, err
    end
    for _, message in ipairs(page.items) do
      if (times.time(message.createdAt) or now) < from then
        return found
      elseif is_like(message, page.response, send, own_id) then
        found[#found + 1] = message
      end
    end
    page, err = page:next()
  end
  return nil, errors.new({ kind = "limit", message = "the chat has too many new messages to be read back", operation = "reconcile" })
end

local function look(client, send)
  local options = { account_id = send.account_id }
  local me, err = identity.me(client, send.account_id)
  if not me then
    return nil, err
  end
  local found
  found, err = find(client, send, me.id, options)
  if not found then
    return nil, err
  elseif #found == 1 then
    return "sent", found[1]
  end
  return #found == 0 and found.by_server and "not_sent" or "unknown"
end

local function judge(client, err, grace)
  local send = sent.of(err)
  if not err.maybe_sent then
    return "not_sent"
  elseif not send then
    return "unknown" -- an error that was made elsewhere, or copied
  end
  local state, message = look(client, send)
  if state ~= "not_sent" or send.age() >= grace then
    return state, message
  end
  sleep(grace - send.age())
  return look(client, send)
end

local function begin(client, ...)
  local list, callback, problem = check.arguments(2, ...)
  local err, grace = list[1], nil
  if not problem then
    grace, problem = check_send(err, list[2])
  end
  return perform.run(callback, function()
    if problem then
      return nil, problem
    end
    return judge(client, err, grace)
  end)
end

---@param client fansly.Client
---@param ... any error of a send, options, callback
---@return string|nil state
---@return table|fansly.Error|nil message
function M.run(client, ...)
  return perform.ask(begin, client, ...)
end

return M
