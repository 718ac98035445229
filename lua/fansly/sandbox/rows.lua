--- What the sandbox has, in the form of the API's answers: the fields of CONTRACT and examples, and no others.

local json = require("fansly.json")
local ledger = require("fansly.sandbox.ledger")
local subscriptions = require("fansly.sandbox.subscriptions")

local null = json.null
local rows = {}

local function or_null(value)
  if value == nil then
    return null
  end
  return value
end

local function milliseconds(seconds)
  return seconds and math.floor(seconds * 1000 + 0.5) or null
end

local function mills(dollars)
  return math.floor((dollars or 0) * 1000 + 0.5)
end

--- A list of rows. Every function of a row takes the account and the item.
---@param account table
---@param list table[]
---@param row fun(account: table, item: table): table
---@return table[] rows marked as an array
function rows.list(account, list, row)
  local all = json.array()
  for i, item in ipairs(list) do
    all[i] = row(account, item)
  end
  return all
end

--- A copy of a list of plain values.
---@param values any[]|nil
---@return any[] marked as an array
function rows.values(values)
  local all = json.array()
  for i, value in ipairs(values or {}) do
    all[i] = value
  end
  return all
end

---@param account table
---@param chat table
function rows.chat(account, chat)
  local last = chat.messages[#chat.messages]
  return {
    account_id = account.id, -- the connected account: what the documentation of the field says
    groupId = chat.id,
    partnerAccountId = chat.fan.id,
    partnerUsername = chat.fan.username,
    flags = chat.flags,
    unreadCount = chat.unread,
    subscriptionTierId = or_null(chat.fan.tier_id),
    lastMessageId = or_null(last and last.id),
    lastUnreadMessageId = or_null(chat.last_unread_id),
  }
end

--- A fan as the API shows it among the accounts that belong to a page.
---@param fan table
function rows.fan(_, fan)
  return {
    id = fan.id,
    username = fan.username,
    displayName = or_null(fan.display_name),
    flags = 0,
    version = 1,
    createdAt = fan.created_at,
    followCount = fan.follow_count,
    subscriberCount = 0,
    statusId = 1,
    lastSeenAt = fan.last_seen_at,
    about = fan.about,
    avatar = or_null(fan.avatar),
  }
end

--- The accounts that belong to rows.
---@param account table
---@param list table[] each with a `fan_id`
function rows.fans(account, list)
  local all, seen = json.array(), {}
  for _, item in ipairs(list) do
    local fan = account.fan_by_id[item.fan_id]
    if fan and not seen[fan.id] then
      seen[fan.id] = true
      all[#all + 1] = rows.fan(account, fan)
    end
  end
  return { accounts = all }
end

-- Attachments of a message or a post, which name it and count them.
local function attachments(list, owner, id)
  local all = json.array()
  for i, attachment in ipairs(list) do
    all[i] = { contentType = attachment.contentType, contentId = attachment.contentId, pos = i - 1, [owner] = id }
  end
  return all
end

local function interactions(message)
  return { { groupId = message.groupId, userId = message.readerId, readAt = 0, deliveredAt = 0 } }
end

--- A message as it is answered when it is sent.
---@param message table
function rows.sent_message(_, message)
  local attached = json.array()
  for i, attachment in ipairs(message.attachments) do
    attached[i] = { contentType = attachment.contentType, contentId = attachment.contentId }
  end
  return {
    type = message.type,
    attachments = attached,
    content = message.content,
    groupId = message.groupId,
    senderId = message.senderId,
    inReplyTo = "",
    interactions = interactions(message),
    id = message.id,
    createdAt = message.createdAt,
  }
end

--- A message among others.
---@param message table
function rows.message(account, message)
  local row = rows.sent_message(account, message)
  row.attachments = attachments(message.attachments, "messageId", message.id)
  row.inReplyTo = null
  row.totalTipAmount = message.tips
  row.likes = json.array()
  for i, like in ipairs(message.likes) do
    row.likes[i] = { userId = like.user_id, type = like.type }
  end
  return row
end

--- A file of the vault, with a link that is signed anew.
---@param file table
function rows.file(file)
  local kind = file.mimetype:match("^[^/]+")
  return {
    id = file.id,
    type = ({ image = 1, video = 2, audio = 3 })[kind] or 1,
    status = 1,
    mimetype = file.mimetype,
    filename = or_null(file.filename),
    location = file.location,
    locations = { { locationId = "1", location = file.link } },
    variants = json.array(),
    createdAt = math.floor(file.created_at),
  }
end

local function permission_flags(used)
  local flags = json.array()
  for i, rule in ipairs(used.rules or {}) do
    flags[i] = {
      accountMediaId = used.id,
      type = i - 1,
      flags = 0,
      price = mills(rule.price),
      metadata = "{}",
      validAfter = or_null(rule.validAfter),
      validBefore = or_null(rule.validBefore),
    }
  end
  return flags
end

--- A piece of media as the account uses it.
---@param account table
---@param used table
function rows.account_media(account, used)
  local file = account.media_store:file(used.mediaId)
  return {
    id = used.id,
    accountId = account.native_id,
    mediaId = used.mediaId,
    previewId = or_null(used.previewId),
    price = mills(used.price),
    access = true,
    purchased = used.buyers ~= nil,
    permissions = { permissionFlags = permission_flags(used) },
    media = file and rows.file(file) or { id = used.mediaId, type = 1, status = 1, locations = json.array(), variants = json.array() },
  }
end

--- The media that messages or posts show.
---@param account table
---@param list table[] with attachments
function rows.media_of(account, list)
  local all = json.array()
  for _, item in ipairs(list) do
    for _, attachment in ipairs(item.attachments) do
      local used = account.media_by_id[attachment.contentId]
      all[#all + 1] = used and rows.account_media(account, used)
    end
  end
  return all
end

---@param account table
---@param post table
function rows.post(account, post)
  return {
    id = post.id,
    accountId = account.native_id,
    content = or_null(post.content),
    createdAt = math.floor(post.created_at),
    scheduledFor = milliseconds(post.scheduled_for),
    expiresAt = milliseconds(post.expires_at),
    wallIds = rows.values(post.wall_ids),
    pinned = #(post.pinned or {}) > 0,
    inReplyTo = or_null(post.in_reply_to),
    attachments = attachments(post.attachments, "postId", post.id),
    fypFlags = post.fyp and 1 or 0,
    likeCount = post.likes or 0,
    replyCount = post.replies or 0,
    totalTipAmount = 0,
  }
end

--- Posts with what belongs to them.
---@param account table
---@param list table[]
function rows.posts(account, list)
  return {
    posts = rows.list(account, list, rows.post),
    accountMedia = rows.media_of(account, list),
    accountMediaBundles = json.array(),
    accounts = { account.state.profile },
  }
end

---@param account table
---@param tier table
function rows.tier(account, tier)
  return {
    id = tier.id,
    accountId = account.native_id,
    name = tier.name,
    color = tier.color,
    pos = tier.pos,
    price = tier.price,
    maxSubscribers = 0,
    subscriptionBenefits = rows.values(tier.benefits),
    includedTierIds = json.array(),
    plans = {
      {
        id = tier.plan_id,
        status = 1,
        billingCycle = subscriptions.days,
        price = tier.price,
        useAmounts = 0,
        promos = json.array(),
      },
    },
  }
end

---@param account table
---@param subscription table
function rows.subscription(account, subscription)
  local tier = account:find("tiers", subscription.tier_id)
  local ends = milliseconds(subscription.ends_at)
  return {
    id = subscription.id,
    historyId = subscription.history_id,
    subscriberId = subscription.fan_id,
    subscriptionTierId = tier.id,
    subscriptionTierName = tier.name,
    subscriptionTierColor = tier.color,
    planId = tier.plan_id,
    promoId = "0",
    giftCodeId = null,
    paymentMethodId = "0",
    status = subscription.status,
    price = subscription.price,
    renewPrice = subscription.price,
    renewCorrelationId = subscription.history_id,
    autoRenew = subscription.auto_renew and 1 or 0,
    billingCycle = subscriptions.days,
    duration = subscriptions.days,
    renewDate = ends,
    version = subscription.streak,
    createdAt = milliseconds(subscription.created_at),
    updatedAt = milliseconds(subscription.updated_at),
    endsAt = ends,
    promoPrice = null,
    promoDuration = null,
    promoStatus = null,
    promoStartsAt = null,
    promoEndsAt = null,
  }
end

---@param transaction table
function rows.transaction(_, transaction)
  return {
    transactionId = transaction.id,
    type = transaction.type,
    destination = "wallet",
    amount = transaction.gross,
    destinationAmount = transaction.net,
    destinationTax = transaction.gross - transaction.net,
    newBalance = transaction.balance,
    createdAt = transaction.at,
    status = 1,
  }
end

--- Earnings month by month.
---@param account table
---@param transactions table[]
function rows.months(account, transactions)
  return rows.list(account, ledger.sums(transactions, ledger.month), function(_, sum)
    local year, month = sum.key:match("^(%d+)-(%d+)$")
    return { year = tonumber(year), month = tonumber(month), totalGross = sum.gross, totalNet = sum.net }
  end)
end

return rows
