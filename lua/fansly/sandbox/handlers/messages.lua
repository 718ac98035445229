--- Messages of a chat.

local common = require("fansly.sandbox.handlers.common")
local content = require("fansly.sandbox.content")
local json = require("fansly.json")
local rows = require("fansly.sandbox.rows")

local PAGE_OF_MESSAGES = 10 -- the API cuts larger limits to this

local handlers = {}

-- Newest first; the cursor is the id of the oldest message of the page.
handlers.list_chat_messages = common.of("chats", "chat_id", function(account, params, chat)
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
end)

-- A sent message leaves the unread count alone. The API documents no side effect of that kind.
handlers.send_message = common.of("chats", "chat_id", function(account, params, chat)
  local attachments = content.attach(account, params, "messages")
  local message = account:post(chat, account.native_id, params.content, account.model:message_time(), attachments)
  return 201, rows.sent_message(account, message)
end)

handlers.delete_message = common.of("messages", "message_id", function(account, _, _, chat, place)
  table.remove(chat.messages, place)
  account.ordered = {} -- searches look into messages
  return 200, { success = true }
end)

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
  return common.of("messages", "messageId", function(account, params, message)
    act(message.likes, own_like(account, message, params.type), { user_id = account.native_id, type = params.type })
    return 201, {}
  end)
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
