--- What script/demo runs: the calls, one after the other, told as they happen.

local fansly = require("fansly")
local progress = dofile("examples/progress.lua")

local function heading(text)
  io.write("\n", text, "\n")
end

-- Columns that a UTF-8 text takes: one a character, two for emoji.
local function width(text)
  local _, continuation = text:gsub("[\128-\191]", "")
  local _, astral = text:gsub("[\240-\244]", "")
  local _, dingbats = text:gsub("\226[\152-\158]", "")
  return #text - continuation + astral + dingbats
end

local function pad(text, columns)
  return text .. (" "):rep(columns - width(text))
end

local function rule(left, middle, right, widths)
  local parts = {}
  for i, columns in ipairs(widths) do
    parts[i] = ("─"):rep(columns + 2)
  end
  io.write(left, table.concat(parts, middle), right, "\n")
end

local function line(cells, widths)
  local parts = {}
  for i, cell in ipairs(cells) do
    parts[i] = " " .. pad(cell, widths[i]) .. " "
  end
  io.write("│", table.concat(parts, "│"), "│\n")
end

local function print_table(head, rows)
  local widths = {}
  for i, title in ipairs(head) do
    widths[i] = width(title)
    for _, row in ipairs(rows) do
      widths[i] = math.max(widths[i], width(row[i]))
    end
  end
  rule("┌", "┬", "┐", widths)
  line(head, widths)
  rule("├", "┼", "┤", widths)
  for _, row in ipairs(rows) do
    line(row, widths)
  end
  rule("└", "┴", "┘", widths)
end

local function row_of(chat, page)
  local account = page:account(chat) or {}
  return {
    chat.groupId,
    chat.partnerUsername or "",
    account.displayName or "-",
    tostring(chat.unreadCount or 0),
    chat.subscriptionTierId and "yes" or "no",
  }
end

local HEAD = { "chat", "user", "name", "unread", "tier" }

local function show_pages(client, max_pages)
  local count = 0
  for page in client.chats:pages({ sort = "unread", max_pages = max_pages }) do
    count = count + 1
    local rows = {}
    for i, chat in ipairs(page.items) do
      rows[i] = row_of(chat, page)
    end
    heading(("Page %d of the chats, most unread first (%d chats)"):format(count, #rows))
    print_table(HEAD, rows)
  end
end

local function tell(what, value, err)
  if err then
    error(err, 0)
  end
  io.write(("  %-28s %s\n"):format(what, value))
end

local function send_messages(client, chat)
  heading("Sending to " .. chat.partnerUsername)
  local message, err = client.messages:send(chat.groupId, { content = "Hello from Lua" })
  tell("messages:send", message and "message " .. message.id, err)
  message, err = client.messages:send_ppv(chat.groupId, { content = "Just for you", media = "media_1", price = "4.99" })
  tell("messages:send_ppv for $4.99", message and "message " .. message.id, err)
end

local function flag_chat(client, chat)
  heading("Flags of " .. chat.partnerUsername)
  local flags, err = client.chats:mute(chat.partnerAccountId)
  tell("chats:mute", flags and "ignoreFlags " .. flags.ignoreFlags, err)
  flags, err = client.chats:add_vip(chat.partnerAccountId)
  tell("chats:add_vip", flags and "ignoreFlags " .. flags.ignoreFlags, err)
end

local function open_chat(client, chat)
  heading("Opening a chat")
  local me, err = client.accounts:get_current()
  tell("accounts:get_current", me and me.username .. ", native id " .. me.id, err)
  local group
  group, err = client.chats:create_group({ users = { me.id, chat.partnerAccountId } })
  tell("chats:create_group", group and "chat " .. group.id, err)
  return group
end

-- A function that gives bytes is as good as a file.
local function made_up(size)
  local left = size
  return function(most)
    local count = math.min(left, most)
    left = left - count
    return count > 0 and ("\255"):rep(count) or nil
  end
end

local function move_media(client)
  heading("A video up and down")
  local video = { reader = made_up(12 * 2 ^ 20), name = "holiday.mp4" }
  local media, err = client.media:upload(video, { on_progress = progress("  media:upload"), poll_interval = 0.2 })
  tell("media:upload", media and "media " .. media.mediaId, err)
  local place = os.tmpname()
  local link = media.accountMedia[1].media.locations[1].location
  local file, failed = client.media:download(link, place, { on_progress = progress("  media:download") })
  os.remove(place)
  tell("media:download", file and ("%d bytes, %s"):format(file.bytes, file.type), failed)
end

local function show_refusal(client, chat)
  heading("A call that is refused before anything is sent")
  local message, err = client.messages:send_ppv(chat.groupId, { content = "Too cheap", media = "media_1", price = 0.5 })
  assert(message == nil and err.kind == "validation", "the refused call was not refused")
  io.write("  ", tostring(err), "\n")
end

-- Both take key, account and URL from the environment.
local function sandbox()
  local client = assert(fansly.new())
  show_pages(client, 3)
  local chat = assert(client.chats:list({ sort = "unread" })).items[1]
  open_chat(client, chat)
  send_messages(client, chat)
  flag_chat(client, chat)
  move_media(client)
  show_refusal(client, chat)
  client:close()
end

-- The account is somebody's: this reads, and does nothing else.
local function live()
  local client = assert(fansly.new())
  show_pages(client, 3)
  client:close()
end

local ok, problem = pcall((...) == "sandbox" and sandbox or live)
if not ok then
  io.stderr:write("demo: ", tostring(problem), "\n")
  os.exit(1)
end
