--- A plain script: every call waits for its answer.
---
---     lua examples/script.lua                   who has written, most unread messages first
---     lua examples/script.lua CHAT TEXT         sends a message to a chat
---     lua examples/script.lua CHAT TEXT MEDIA PRICE     sends one whose media has to be paid for
---
--- Key and account come from FANSLY_API_KEY and FANSLY_ACCOUNT_ID.

local fansly = require("fansly")

-- Prints what is wrong, and ends the script with a status that says so.
local function need(value, err)
  if value == nil then
    io.stderr:write(tostring(err), "\n")
    os.exit(1)
  end
  return value
end

local client = need(fansly.new())

local function list()
  local page = need(client.chats:list({ sort = "unread" }))
  for _, chat in ipairs(page.items) do
    local account = page:account(chat)
    print(("%-20s %-22s %3d unread"):format(chat.groupId, account and account.displayName or chat.partnerUsername, chat.unreadCount))
  end
end

local function send(chat, text, media, price)
  local message, err
  if media then
    message, err = client.messages:send_ppv(chat, { content = text, media = media, price = price })
  else
    message, err = client.messages:send(chat, { content = text })
  end
  if err and err.maybe_sent then
    io.stderr:write("It may have arrived; look before you send it again.\n")
  end
  print("sent as message " .. need(message, err).id)
end

if arg[1] then
  send(arg[1], arg[2] or "", arg[3], arg[4])
else
  list()
end
client:close()
