--- The chat list in a buffer, and replies from it. Nothing here waits: libuv turns the calls, and what comes back is delivered
--- where the editor may be used.

local fansly = require("fansly")

local M = {}

local client -- made when it is first needed
local group_of_line = {} -- what the lines of the buffer stand for

local function notify(text, level)
  vim.notify("fansly: " .. tostring(text), level or vim.log.levels.INFO)
end

local function open_client()
  if not client then
    require("fansly.loop.luv").attach()
    local err
    client, err = fansly.new()
    if not client then
      notify(err, vim.log.levels.ERROR)
    end
  end
  return client
end

local function show(chats)
  local lines = {}
  group_of_line = {}
  for i, chat in ipairs(chats) do
    lines[i] = ("%-24s %d unread"):format(chat.partnerUsername, chat.unreadCount)
    group_of_line[i] = chat.groupId
  end
  local buffer = vim.fn.bufadd("fansly://chats")
  vim.fn.bufload(buffer)
  vim.bo[buffer].buftype, vim.bo[buffer].swapfile = "nofile", false
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
  vim.api.nvim_set_current_buf(buffer)
end

--- Opens the buffer with the chats, most unread first.
function M.chats()
  if not open_client() then
    return
  end
  fansly.go(function()
    local chats = {}
    for page in client.chats:pages({ sort = "unread", max_pages = 5 }) do
      vim.list_extend(chats, page.items)
    end
    show(chats)
  end)
end

--- Sends a text to the chat in the line of the cursor.
---@param text string
function M.reply(text)
  local group = group_of_line[vim.api.nvim_win_get_cursor(0)[1]]
  if vim.api.nvim_buf_get_name(0) ~= "fansly://chats" or not group then
    return notify("there is no chat in this line; :FanslyChats lists them", vim.log.levels.WARN)
  end
  client.messages:send(group, { content = text }, function(message, err)
    if message then
      notify("sent message " .. message.id)
    else
      notify(err, vim.log.levels.ERROR)
    end
  end)
end

return M
