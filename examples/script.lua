--- A plain script: every call waits for its answer. Key and account come from FANSLY_API_KEY and FANSLY_ACCOUNT_ID.
--- Lists who has written, most unread first.

local fansly = require("fansly")

local client = assert(fansly.new())

for chat, page in client.chats:each({ sort = "unread", max_items = 10 }) do
  local account = page:account(chat)
  print(("%-20s %-16s %d unread"):format(chat.partnerUsername, account and account.displayName or "", chat.unreadCount))
end

local _, err = client.messages:send_ppv("a_chat", { content = "too cheap", media = "media_1", price = 0.5 })
print(err)

client:close()
