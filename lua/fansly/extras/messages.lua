--- What messages can do besides the methods of their rows: paid ones, and what became of one.

local call = require("fansly.call")
local check = require("fansly.check")
local endpoints = require("fansly.endpoints")
local errors = require("fansly.error")
local lock = require("fansly.lock")
local perform = require("fansly.perform")
local ppv = require("fansly.ppv")
local reconcile = require("fansly.reconcile")
local refusal = require("fansly.refusal")
local resource = require("fansly.resource")

local Messages = {}

-- `mediaId` and `mediaIds` may be written as `media`, and are then called so where they are wrong.
local function paid_message(row, given)
  local args, field, problem = ppv.message(given)
  if not args or rawget(given, "media") == nil then
    return args, field, problem
  end
  local name = args.mediaIds and "mediaIds" or "mediaId"
  args[name], problem, field = check.value(args[name], endpoints.param_of(row, name), "media")
  if problem then
    return nil, field or "media", problem
  end
  return args
end

local function paid_arguments(...)
  local row = endpoints.by_id.send_message
  local list, callback, err = check.arguments(3, ...)
  local options
  if not err then
    options, err = lock.without_option(list[3])
  end
  if err then
    return row, nil, nil, callback, err
  end
  local args, field, problem = paid_message(row, list[2])
  if not args then
    return row, nil, nil, callback, errors.validation(field, problem)
  end
  args.chat_id = list[1]
  return row, args, options, callback
end

-- A paid message that is read back.
local function send_verified(client, ...)
  local row, args, options, last, err = paid_arguments(...)
  local with
  if not err then
    with, err = call.with(client, options)
  end
  if err then
    return refusal.answer(row, err, last)
  end
  return perform.run(last, lock.send, with, args, client)
end

--- Sends a paid message.
---
--- `client.messages:send_ppv(chat_id, { content = "hi", media = "m1", price = "4.99" })`
---@param chat_id string
---@param message { content: string, media: string|table, price: number|string } `media` is an id, an id with a preview
--- (`{ mediaId = "m1", previewId = "p1" }`), or a list of these; price in US dollars, 1 to 500
---@param options? fansly.CallOptions|function with `verify = true` the media of the message is read back: where it is free to see, the
--- message is deleted, and the answer is an error; `info.verified` tells whether it could be found out
---@param callback? function
---@return fansly.Message|nil message
---@return fansly.Error|nil err
---@return fansly.Info|nil info
function Messages:send_ppv(chat_id, message, options, callback, ...)
  local client = resource.client_of(self, "messages", "send_ppv")
  if lock.is_wanted(options) then
    return perform.ask(send_verified, client, chat_id, message, options, callback, ...)
  end
  return call.ask(client, paid_arguments, chat_id, message, options, callback, ...)
end

--- Finds out what became of a message whose error says `maybe_sent`, by reading the chat back. Nothing is sent.
---
--- `local state, message = client.messages:reconcile(err)`
---@param err fansly.Error of a send
---@param options? { grace: number } seconds from the send on after which a message that is not there counts as not sent; 60
---@param callback? fun(state: string|nil, message: table|fansly.Error|nil)
---@return "sent"|"not_sent"|"unknown"|nil state `unknown` where two messages fit; nil where reading failed
---@return fansly.Message|fansly.Error|nil message the one that was sent; or the error of reading
function Messages:reconcile(err, options, callback, ...)
  local client = resource.client_of(self, "messages", "reconcile")
  return reconcile.run(client, err, options, callback, ...)
end

return Messages
