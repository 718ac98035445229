--- Tasks: the same calls, several at a time. Counts chats of three kinds at once, then greets the VIPs, four at a time.
---
---     lua examples/tasks.lua
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

local function count(filter)
  local chats, unread = 0, 0
  for chat in client.chats:each({ filter = filter, fields = { "unreadCount" } }) do
    chats, unread = chats + 1, unread + chat.unreadCount
  end
  return ("%d chats, %d unread messages"):format(chats, unread)
end

-- Each runs until it has to wait for an answer, and lets the others go on meanwhile.
local tasks = {}
for _, filter in ipairs({ "all", "subscribers", "vips" }) do
  tasks[filter] = fansly.go(count, filter)
end
-- What an iterator raises stays in its task; `wait` hands it out.
for filter, task in pairs(tasks) do
  print(("%-20s %s"):format(filter, need(task:wait())))
end

local vips = need(client.chats:list({ filter = "vips" })).items
local sent, problems = fansly.map(vips, function(chat)
  return client.messages:send(chat.groupId, { content = ("Hello %s, thank you for being here!"):format(chat.partnerUsername) })
end, { concurrency = 4 })

-- A message goes out once or not at all; where nobody can know, `maybe_sent` says so.
for place, chat in ipairs(vips) do
  local err = problems[place]
  if sent[place] then
    print(("%-20s greeted, message %s"):format(chat.partnerUsername, sent[place].id))
  elseif err.maybe_sent then
    print(("%-20s may have been greeted; look before you greet again: %s"):format(chat.partnerUsername, tostring(err)))
  else
    print(("%-20s not greeted: %s"):format(chat.partnerUsername, tostring(err)))
  end
end
client:close()
