--- Messages of a chat.

local content = require("fansly.sandbox.content")
local json = require("fansly.json")
local rows = require("fansly.sandbox.rows")

local PAGE_OF_MESSAGES = 10 -- the API cuts larger limits to this

local handlers = {}

-- Newest first; the cursor is the id of the oldest message of the page.
function handlers.list_chat_messages(account, params)
  local chat = account.chat_by_id[params.chat_id]
  if not chat then
    return 404, "Chat not found"
  end
  local page, older = {}, false
  for i = #chat.messages, 1, -1 do
    local message = chat.messages[i]
    if not params.cursor or message.id < params.cursor then
      older = #page == math.min(params.limit or PAGE_OF_MESSAGES, PAGE_OF_MESSAGES)
      if older then
        break
      end
      page[#page + 1] = message
    end
  end
  return 200, {
    messages = rows.list(account, page, rows.message),
    accountMedia = rows.media_of(account, page),
    cursor = older and page[#page].id or json.null,
  }
end

-- A sent message leaves the unread count alone. The API documents no side effect of that kind.
function handlers.send_message(account, params)
  local chat = account.chat_by_id[params.chat_id]
  if not chat then
    return 404, "Chat not found"
  end
  local attachments = content.attach(account, params, "messages")
  local message = account:post(chat, account.native_id, params.content, account.model:message_time(), attachments)
  return 201, rows.sent_message(account, message)
end

function handlers.delete_message(account, params)
  local message, chat, place = account:find_message(params.message_id)
  if not message then
    return 404, "Message not found"
  end
  table.remove(chat.messages, place)
  account.ordered = {} -- searches look into messages
  return 200, { success = true }
end

-- Where the own reaction of a kind is.
local function own_like(account, message, kind)
  for place, like in ipairs(message.likes) do
    if like.user_id == account.native_id and like.type == kind then
      return place
    end
  end
end

-- A handler that changes the own reaction to a message.
local function reaction(act)
  return function(account, params)
    local message = account:find_message(params.messageId)
    if not message then
      return 404, "Message not found"
    end
    act(message.likes, own_like(account, message, params.type), { user_id = account.native_id, type = params.type })
    return 201, {}
  end
end

handlers.like_message = reaction(function(likes, place, like)
  likes[place or #likes + 1] = like
end)

handlers.unlike_message = reaction(function(likes, place)
  if place then
    table.remove(likes, place)
  end
end)

return handlers
