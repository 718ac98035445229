--- Messages of a chat.

local access = require("fansly.endpoints.access")
local params = require("fansly.endpoints.params")

local account, chat = params.account, params.chat

local liked = {
  account,
  { name = "messageId", at = "body", type = "id", required = true, doc = "Id of the message." },
  { name = "type", at = "body", type = "integer", default = 1, doc = "Kind of reaction; the documentation uses 1." },
}

local media = { "mediaId", "mediaIds" }

return {
  {
    id = "list_chat_messages",
    resource = "messages",
    name = "list",
    doc = "The messages of a chat, newest first, at most ten a page. The cursor walks to older ones.",
    page = "https://docs.apifansly.com/api-reference/chat-messages/list-chat-messages",
    method = "GET",
    path = "/{account_id}/chats/{chat_id}/messages",
    effect = "read",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "medium" },
    args = { "chat_id" },
    params = {
      account,
      chat,
      params.cursor,
      { name = "limit", at = "query", type = "integer", minimum = 1, maximum = 10, doc = "Messages a page." },
    },
    columns = { "id", "createdAt", "senderId", "content" },
    answer = { items = { "data.data.response.messages" }, cursor = "cursor", newest_first = "createdAt", page_size = 10 },
    money = { ["accountMedia[].price"] = "unclear", ["messages[].totalTipAmount"] = "unclear" },
    times = { ["messages[].createdAt"] = "s", ["messages[].interactions[].readAt"] = "s", ["accountMedia[].createdAt"] = "s" },
  },
  {
    id = "send_message",
    resource = "messages",
    name = "send",
    doc = "Send a message to a chat: text, free media, or media that has to be unlocked (PPV and other access rules).",
    page = "https://docs.apifansly.com/api-reference/chat-messages/send-message",
    method = "POST",
    path = "/{account_id}/chats/{chat_id}/messages",
    effect = "send",
    evidence = { kind = "seed", seen = "2026-03-29", request = "high", answer = "high" },
    args = { "chat_id" },
    params = access.params({
      account,
      chat,
      { name = "content", at = "body", type = "string", required = true, doc = "Text of the message." },
      { name = "mediaId", at = "body", type = "id", doc = "One piece of media to attach: the older form of `mediaIds`." },
    }),
    rules = access.rules(media, { { when = "mediaIds", without = { "mediaId" }, why = "they are two forms of the same" } }),
    answer = { needs = "id" },
    readback = true,
    money = { price = "dollars" },
    times = { createdAt = "s", ["interactions[].readAt"] = "s", ["interactions[].deliveredAt"] = "s" },
  },
  {
    id = "delete_message",
    resource = "messages",
    name = "delete",
    doc = "Delete a message. A second call may answer that there is none.",
    page = "https://docs.apifansly.com/api-reference/chat-messages/delete-message",
    method = "DELETE",
    path = "/{account_id}/messages/{message_id}",
    effect = "idempotent",
    evidence = { kind = "integrator", seen = "2026-07-30", request = "medium", answer = "medium" },
    args = { "message_id" },
    params = { account, { name = "message_id", at = "path", type = "id", required = true, doc = "Id of the message." } },
    answer = {},
  },
  {
    id = "like_message",
    resource = "messages",
    name = "like",
    doc = "React to a message.",
    page = "https://docs.apifansly.com/api-reference/likes/like-message",
    method = "POST",
    path = "/{account_id}/messages/like",
    effect = "idempotent",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "low" },
    args = { "messageId" },
    params = liked,
    answer = {},
  },
  {
    id = "unlike_message",
    resource = "messages",
    name = "unlike",
    doc = "Take a reaction to a message back.",
    page = "https://docs.apifansly.com/api-reference/likes/unlike-message",
    method = "POST",
    path = "/{account_id}/messages/unlike",
    effect = "idempotent",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "low" },
    args = { "messageId" },
    params = liked,
    answer = {},
  },
}
