--- The chat list in a buffer, and replies from it. No call here makes the editor wait: libuv turns them, and tasks and callbacks run
--- where the editor's API may be used.

local fansly = require("fansly")

local M = {}

local NAME = "fansly://chats"
local MAX_PAGES = 10

local client -- made when it is first needed
local buffer -- of the chats
local chats = {} -- what its lines stand for
local listing -- the task that fills it

local function notify(text, level)
  vim.notify("fansly: " .. tostring(text), level or vim.log.levels.INFO)
end

-- The client, or nothing when it has been told why there is none.
local function open_client()
  if client then
    return client
  end
  require("fansly.loop.luv").attach()
  local err
  client, err = fansly.new()
  if not client then
    notify(err, vim.log.levels.ERROR)
  end
  return client
end

local function open_buffer()
  if not buffer or not vim.api.nvim_buf_is_valid(buffer) then
    buffer = vim.api.nvim_create_buf(true, true)
    vim.api.nvim_buf_set_name(buffer, NAME)
    vim.bo[buffer].modifiable = false
    vim.bo[buffer].filetype = "fansly"
    vim.keymap.set("n", "<CR>", M.reply, { buffer = buffer, desc = "Answer this chat" })
    vim.keymap.set("n", "R", M.open, { buffer = buffer, desc = "List the chats again" })
  end
  vim.api.nvim_set_current_buf(buffer)
end

local function set_lines(from, lines)
  if vim.api.nvim_buf_is_valid(buffer) then
    vim.bo[buffer].modifiable = true
    vim.api.nvim_buf_set_lines(buffer, from, -1, false, lines)
    vim.bo[buffer].modifiable = false
  end
end

local function add_page(page)
  local lines, first = {}, #chats
  for i, chat in ipairs(page.items) do
    local account = page:account(chat)
    chats[first + i] = chat
    lines[i] = ("%4s  %-24s %s"):format(
      chat.unreadCount > 0 and chat.unreadCount or "", chat.partnerUsername, account and account.displayName or "")
  end
  set_lines(first, lines)
end

-- In a task.
local function list()
  local page, err = client.chats:list({ sort = "unread" })
  local pages = 0
  while page and pages < MAX_PAGES do
    add_page(page)
    pages = pages + 1
    page, err = page:next()
  end
  if err then
    notify(err, vim.log.levels.ERROR)
  elseif vim.api.nvim_buf_is_valid(buffer) then
    vim.b[buffer].fansly_chats = #chats
  end
end

--- Opens the buffer and fills it, page by page.
function M.open()
  if not open_client() then
    return
  end
  if listing then
    listing:cancel()
  end
  open_buffer()
  chats = {}
  set_lines(0, { "listing ..." })
  listing = fansly.go(list)
end

local function send(chat, text)
  client.messages:send(chat.groupId, { content = text }, function(message, err)
    if message then
      notify(("sent to %s, message %s"):format(chat.partnerUsername, message.id))
    else
      notify(err, vim.log.levels.ERROR)
    end
  end)
end

--- Sends a text to the chat in the line of the cursor.
---@param text? string asked for when left out
function M.reply(text)
  local here = vim.api.nvim_get_current_buf() == buffer
  local chat = here and chats[vim.api.nvim_win_get_cursor(0)[1]]
  if not chat then
    return notify("there is no chat in this line; :FanslyChats lists them", vim.log.levels.WARN)
  elseif text then
    return send(chat, text)
  end
  vim.ui.input({ prompt = ("To %s: "):format(chat.partnerUsername) }, function(answer)
    if answer and answer ~= "" then
      send(chat, answer)
    end
  end)
end

return M
