--- Tasks: the same calls, several at a time. Greets the VIPs, four at once, while another task counts all chats.

local fansly = require("fansly")

local client = assert(fansly.new())

local counting = fansly.go(function()
  local count = 0
  for _ in client.chats:each({ fields = { "groupId" } }) do
    count = count + 1
  end
  return count
end)

local vips = assert(client.chats:list({ filter = "vips" })).items
local sent, problems = fansly.map(vips, function(chat)
  return client.messages:send(chat.groupId, { content = "Hello " .. chat.partnerUsername })
end, { concurrency = 4 })

for place, chat in ipairs(vips) do
  local err = problems[place]
  if err and err.maybe_sent then
    print(chat.partnerUsername, "may have been greeted; look before greeting again: " .. tostring(err))
  else
    print(chat.partnerUsername, err or "greeted with message " .. sent[place].id)
  end
end

print("chats in all", counting:wait())
client:close()
