--- What each operation does to the account: one function an operationId.
--
-- A handler gets the model and the checked parameters of the request, path, query and body in one table. It answers
-- the outer status and the response; or a status from 400 on and the text of the error. `list_chats` adds the
-- cursor, which is `fansly.null` on the last page.

local account_module = require("fansly.sandbox.account")
local chats = require("fansly.sandbox.chats")
local json = require("fansly.json")

local handlers = {}

function handlers.list_chats(model, params)
  local page, next_cursor = chats.page(model.account, params, model.page_size)
  if not page then
    return 400, "Invalid cursor"
  end
  local rows, accounts = json.array(), json.array()
  for i, chat in ipairs(page) do
    rows[i] = chats.row(model.account_id, chat)
    accounts[i] = chats.partner(chat.fan)
  end
  return 200, { data = rows, aggregationData = { accounts = accounts } }, next_cursor or json.null
end

-- The media of a message, in either of its forms.
local function media_ids(params)
  local ids = { params.mediaId }
  for i, entry in ipairs(params.mediaIds or {}) do
    ids[i] = type(entry) == "table" and entry.mediaId or entry
  end
  return ids
end

-- Any media id is taken as one of the account's, also where it is not in the vault.
-- A sent message leaves the unread count alone. The API documents no side effect of that kind.
function handlers.send_message(model, params)
  local account = model.account
  local chat = account.chat_by_id[params.chat_id]
  if not chat then
    return 404, "Chat not found"
  end
  local attachments = {}
  for i, id in ipairs(media_ids(params)) do
    attachments[i] = { contentType = 1, contentId = account:add_media(id, params.price).id }
  end
  return 201, account:post(chat, account.native_id, params.content, model:message_time(), attachments)
end

local PAGE_OF_MESSAGES = 10 -- the API cuts larger limits to this

-- The media that the messages of a page show, with prices in thousandths of a dollar.
local function media_of(account, messages)
  local list = json.array()
  for _, message in ipairs(messages) do
    for _, attachment in ipairs(message.attachments) do
      local media = account.media_by_id[attachment.contentId]
      list[#list + 1] = media and {
        id = media.id,
        mediaId = media.mediaId,
        previewId = json.null,
        price = math.floor((media.price or 0) * 1000 + 0.5),
        access = true,
      }
    end
  end
  return list
end

-- Newest first; the cursor is the id of the oldest message of the page.
function handlers.list_chat_messages(model, params)
  local chat = model.account.chat_by_id[params.chat_id]
  if not chat then
    return 404, "Chat not found"
  end
  local page, older = json.array(), false
  for i = #chat.messages, 1, -1 do
    local message = chat.messages[i]
    if not params.cursor or message.id < params.cursor then
      older = #page == math.min(params.limit or PAGE_OF_MESSAGES, PAGE_OF_MESSAGES)
      if older then
        break
      end
      page[#page + 1] = message
    end
  end
  local cursor = older and page[#page].id or json.null
  return 200, { messages = page, accountMedia = media_of(model.account, page), cursor = cursor }
end

-- `accountId` is "your connected account" by the API's documentation.
local function set_flag(model, fan_id, bit)
  local fan = model.account.fan_by_id[fan_id]
  if not fan then
    return 404, "User not found"
  end
  local flags = model.account.set_flag(fan, bit)
  return 201, { accountId = model.account_id, ignoredId = fan_id, ignoreFlags = flags }
end

function handlers.mute_chat(model, params)
  return set_flag(model, params.targetUserId, account_module.MUTED)
end

function handlers.add_fan_to_vip(model, params)
  return set_flag(model, params.fan_id, account_module.VIP)
end

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
  return {
    users = { member(chat, account.native_id), member(chat, chat.fan.id) },
    recipients = json.array(),
    lastMessage = chat.messages[#chat.messages] or json.null,
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
function handlers.create_group(model, params)
  local account = model.account
  if params.type ~= 1 then
    return 400, "type must be 1"
  end
  local fan, problem = other_user(account, params.users)
  if not fan then
    return 400, problem
  end
  return 200, group(account, account.chat_by_fan[fan.id] or account:open_chat(fan))
end

function handlers.upload_media(model, params)
  local job, status, message = model.media_store:upload(model.account, params.file)
  if not job then
    return status, message
  end
  return 202, { jobId = job.id }
end

function handlers.get_upload_status(model, params)
  local status = model.media_store:status(model.account, params.job_id, model.upload_polls)
  if not status then
    return 404, "Upload job not found"
  end
  return 200, status
end

function handlers.download_media(model, params)
  local media, status, message = model.media_store:fetch(params.cdnUrl)
  if not media then
    return status, message
  end
  return 201, media
end

function handlers.get_media(model, params)
  local found = model.media_store:find(model.account, params.content_id)
  if not found then
    return 404, "Media not found"
  end
  return 200, found
end

function handlers.list_vault_albums(model)
  return 200, { albums = model.media_store:albums() }
end

function handlers.list_vault_album_media(model, params)
  local response, status, message = model.media_store:page(model.account, params.album_id, params.cursor, model.page_size)
  if not response then
    return status, message
  end
  return 200, response
end

function handlers.get_current_account(model)
  return 200, { account = model.account.profile }
end

return handlers
