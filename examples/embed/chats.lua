-- For examples/embed/host.c: the unread chats, asked for without stopping a frame. Where no key is set they are those of a sandbox
-- inside the program.

local fansly = require("fansly")

local client = os.getenv("FANSLY_API_KEY") and assert(fansly.new()) or require("fansly.sandbox").new():client()
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
