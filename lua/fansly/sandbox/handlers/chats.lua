--- Chats: the list, their flags, new ones.

local account_module = require("fansly.sandbox.account")
local chats = require("fansly.sandbox.chats")
local common = require("fansly.sandbox.handlers.common")
local json = require("fansly.json")
local ledger = require("fansly.sandbox.ledger")
local rows = require("fansly.sandbox.rows")

local TYPING = 5 -- seconds

local handlers = {}

function handlers.list_chats(account, params)
  local page, next_cursor = chats.page(account, params, account.model.page_size)
  if not page then
    return 400, "Invalid cursor"
  end
  return 200, { data = rows.list(account, page, rows.chat), aggregationData = rows.fans(account, page) }, next_cursor or json.null
end

local function unread_row(_, item)
  return {
    messageId = item.last.id,
    groupId = item.chat.id,
    senderId = item.last.senderId,
    partnerUsername = item.chat.fan.username,
    unreadCount = item.chat.unread,
  }
end

function handlers.list_unread_chats(account, params)
  if params.cursor and not params.cursor:find("^%d+$") then
    return 400, "Invalid cursor"
  end
  local page, next_cursor = chats.unread(account, params.cursor, account.model.page_size)
  return 200, common.with_accounts(account, "data", page, unread_row), next_cursor or json.null
end

handlers.list_fan_chat_tips = common.of("fans", "fan_id", function(account, _, fan)
  local tips, total = json.array(), 0
  for _, transaction in ipairs(ledger.select(account, {}, fan.id)) do
    if transaction.type == ledger.types.tip then
      tips[#tips + 1] = { id = transaction.id, senderId = fan.id, amount = transaction.gross, createdAt = transaction.at }
      total = total + transaction.gross
    end
  end
  return 200, { tips = tips, totalTipAmount = total }
end)

local function media_stats(account, used)
  local row = rows.account_media(account, used)
  local sales = #(used.buyers or {})
  return { id = row.id, mediaId = row.mediaId, price = row.price, purchases = sales, totalGross = row.price * sales }
end

handlers.get_chat_media_stats = common.of("chats", "chat_id", function(account, params, chat)
  local used = {}
  for _, message in ipairs(chat.messages) do
    for _, attachment in ipairs(message.attachments) do
      table.insert(used, 1, account.media_by_id[attachment.contentId])
    end
  end
  return common.page(account, params, used, account.model.page_size, function(page)
    return { data = rows.list(account, page, media_stats) }
  end)
end)

-- A handler that sets or clears a bit. `accountId` is "your connected account" by the API's documentation.
local function flag(name, bit, on, status)
  return common.of("fans", name, function(account, _, fan)
    return status, { accountId = account.id, ignoredId = fan.id, ignoreFlags = account.set_flag(fan, bit, on) }
  end)
end

handlers.mute_chat = flag("targetUserId", account_module.MUTED, true, 201)
handlers.unmute_chat = flag("targetUserId", account_module.MUTED, false, 201)
handlers.add_fan_to_vip = flag("fan_id", account_module.VIP, true, 201)
handlers.remove_fan_from_vip = flag("fan_id", account_module.VIP, false, 200)

-- A handler that changes a chat and has nothing to tell.
local function change(name, act)
  return common.of("chats", name, function(account, params, chat)
    act(chat, params, account)
    return 201, {}
  end)
end

-- Until the next message in it: what the API does then is not documented.
handlers.hide_chat = change("chat_id", function(chat)
  chat.hidden = true
end)

handlers.start_typing = change("chatId", function(chat, _, account)
  chat.typing_until = account:time() + TYPING
end)

handlers.set_read_receipts = change("chat_id", function(chat, params)
  chat.read_receipts = params.action == "enable"
end)

local function other_user(account, users)
  local first, second = users[1].userId, users[2].userId
  if second == account.native_id then
    first, second = second, first
  end
  if first ~= account.native_id then
    return nil, "users must contain your own account's native id"
  end
  local fan = account.fan_by_id[second]
  if not fan then
    return nil, "users contains an unknown user"
  end
  return fan
end

local function member(chat, user_id)
  return { userId = user_id, permissionFlags = 65535, userSettings = { hidden = 1 }, groupId = chat.id }
end

local function group(account, chat)
  local last = chat.messages[#chat.messages]
  return {
    users = { member(chat, account.native_id), member(chat, chat.fan.id) },
    recipients = json.array(),
    lastMessage = last and rows.sent_message(account, last) or json.null,
    userSettings = json.null,
    type = 1,
    createdBy = account.native_id,
    groupFlagsMetadata = "",
    id = chat.id,
    permissionFlags = json.array(),
    hasDmPermissionFlags = true,
    dmPermissionFlags = json.array(),
    accountDmPermissionFlags = { flags = 0, metadata = "{}" },
  }
end

-- What the API does where the chat exists is not settled: it may answer that chat, or refuse. The sandbox
-- answers the chat, so that a repeated call never makes a second one.
function handlers.create_group(account, params)
  if params.type ~= 1 then
    return 400, "type must be 1"
  end
  local fan, problem = other_user(account, params.users)
  if not fan then
    return 400, problem
  end
  return 200, group(account, account:open_chat(fan))
end

return handlers
