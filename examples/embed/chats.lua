-- For examples/embed/host.c: the unread chats, asked for without stopping a frame.

local fansly = require("fansly")

local client = assert(fansly.new())
local frames, done = 0, false

client.chats:list({ sort = "unread" }, function(page, err)
  done = true
  if not page then
    return print(err)
  end
  for _, chat in ipairs(page.items) do
    print(chat.partnerUsername, chat.unreadCount)
  end
end)

return function()
  frames = frames + 1
  fansly.step(0, { budget_ms = 1 })
  return not done and frames < 600
end
