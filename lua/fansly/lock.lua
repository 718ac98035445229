--- Whether paid media is locked: what was sent is read back, since media whose access rule is lost is free for everybody.

local call = require("fansly.call")
local check = require("fansly.check")
local copy = require("fansly.copy")
local endpoints = require("fansly.endpoints")
local errors = require("fansly.error")
local ids = require("fansly.units.ids")
local ppv = require("fansly.ppv")
local same_id = require("fansly.units.same_id")

local M = {}

local PAGES = 3 -- of ten messages; others may be sent meanwhile

-- Whether all media of a message are locked; nil where that cannot be known.
local function all_locked(message, media)
  local attachments = type(message.attachments) == "table" and message.attachments or {}
  local known = #attachments > 0
  for _, attachment in ipairs(attachments) do
    local found = type(attachment) == "table" and ppv.find_media(media, attachment.contentId)
    local locked = nil
    if found then
      locked = ppv.is_locked(found)
    end
    if locked == false then
      return false
    end
    known = known and locked
  end
  return known or nil
end

local function message_of(page, id)
  for _, message in ipairs(page.items) do
    if type(message) == "table" and same_id(message.id, id) then
      return message
    end
  end
end

-- Looks for a message in its chat; `locked` is nil where it was not found, or does not tell.
local function read_back(client, chat_id, id)
  local page, err = call.run(client, endpoints.by_id.list_chat_messages, { chat_id = chat_id })
  for _ = 1, PAGES do
    local message = page and message_of(page, id)
    if message or not page then
      return message and all_locked(message, type(page.response) == "table" and page.response.accountMedia), err
    end
    page, err = page:next()
  end
end

-- The client without what was to be spent on this call: media that is free for everybody is taken back.
local function unbound(client, outer)
  local settings = copy(client.config)
  settings.budget = outer.config.budget
  return { config = settings, session = client.session }
end

local function take_back(client, id)
  local deleted, err = call.run(client, endpoints.by_id.delete_message, { message_id = id })
  local what = deleted and "it was deleted" or ("and could not be deleted (%s)"):format(tostring(err))
  return errors.new({
    kind = "api",
    operation = "send_message",
    message = ("the message came out with media that is free to see; %s"):format(what),
    maybe_sent = true,
    message_id = id,
    advice = deleted and "check the price and the access rule" or "delete it: client.messages:delete(err.message_id)",
  })
end

--- Sends a paid message, reads its media back, and takes the message back where that is free.
---@param client table as `call.with` gives it
---@param args table of `send_message`
---@param outer table the client without the options of the call
---@return table|nil message
---@return fansly.Error|nil err kind `api` where the media came out free, with `message_id`
---@return table|nil info `verified`: true, or false where it could not be found out
function M.send(client, args, outer)
  local sent, err, info = call.run(client, endpoints.by_id.send_message, args)
  if not sent then
    return nil, err, info
  end
  local locked, problem = read_back(client, args.chat_id, sent.id)
  if locked == false then
    return nil, take_back(unbound(client, outer), ids.id(sent.id) or sent.id), info
  end
  info.verified, info.verify_error = locked == true, problem
  return sent, nil, info
end

--- Whether the options of a call ask for it.
---@param options any
---@return boolean
function M.is_wanted(options)
  return type(options) == "table" and rawget(options, "verify") == true
end

--- The options of a call without that of this module.
---@param options any
---@return any options
---@return fansly.Error|nil err
function M.without_option(options)
  if type(options) ~= "table" or rawget(options, "verify") == nil then
    return options
  end
  local _, problem = check.value(rawget(options, "verify"), { type = "boolean" }, "verify")
  if problem then
    return nil, errors.validation("verify", problem)
  end
  local others = copy(options)
  others.verify = nil
  return others
end

return M
