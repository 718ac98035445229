--- Messages of a chat.

local account = require("fansly.endpoints.account")

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
    args = { "chat_id" },
    params = {
      account,
      { name = "chat_id", at = "path", type = "id", required = true, doc = "`groupId` of a chat." },
      { name = "cursor", at = "query", type = "cursor", doc = "Token of a page, from `page.next_cursor`." },
      { name = "limit", at = "query", type = "integer", minimum = 1, maximum = 10, doc = "Messages a page." },
    },
    answer = { items = { "data.data.response.messages" } },
    times = { ["messages[].createdAt"] = "s" },
  },
  {
    id = "send_message",
    resource = "messages",
    name = "send",
    doc = "Send a message to a chat: text, free media, or paid media (PPV).",
    page = "https://docs.apifansly.com/api-reference/chat-messages/send-message",
    method = "POST",
    path = "/{account_id}/chats/{chat_id}/messages",
    effect = "send",
    args = { "chat_id" },
    params = {
      account,
      { name = "chat_id", at = "path", type = "id", required = true, doc = "`groupId` of a chat." },
      { name = "content", at = "body", type = "string", required = true, doc = "Text of the message." },
      { name = "mediaId", at = "body", type = "id", doc = "Media to attach; free to see without `access_type`." },
      {
        name = "access_type",
        at = "body",
        type = "string",
        enum = { "ppv" },
        needs = { "price", "mediaId" },
        doc = "`ppv` charges for the attached media.",
      },
      {
        name = "price",
        at = "body",
        type = "price",
        needs = { "access_type", "mediaId" },
        doc = "US dollars, 1 to 500, at most two decimals; number or string.",
      },
    },
    answer = { needs = "id" },
    readback = true,
    money = { price = "dollars" },
    times = { createdAt = "s", ["interactions[].readAt"] = "s", ["interactions[].deliveredAt"] = "s" },
  },
}
