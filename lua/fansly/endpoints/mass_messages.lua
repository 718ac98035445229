--- Messages to many fans at once.

local access = require("fansly.endpoints.access")
local params = require("fansly.endpoints.params")

local account = params.account

local id = { type = "id" }

local content = { name = "content", at = "body", type = "string", required = true, doc = "Text of the message." }

local function group(name, doc)
  return { name = name, at = "body", type = "boolean", doc = doc }
end

local function ids(name, doc)
  return { name = name, at = "body", type = "array", item = id, doc = doc }
end

local audience = {
  group("includeFollowers", "To all followers."),
  group("includeSubscribersAutoRenewOn", "To subscribers who renew by themselves."),
  group("includeSubscribersAutoRenewOff", "To subscribers who do not."),
  group("includeExpiredSubscribers", "To former subscribers."),
  {
    name = "includeSubscriptionTierId",
    at = "body",
    either = { id, { type = "array", item = id } },
    doc = "To one tier. Whether the API takes several is not documented.",
  },
  ids("includeListIds", "To the members of lists."),
  group("excludeCreators", "But not to creators."),
  group("excludeOfflineUsers", "But not to those who are offline."),
  ids("excludeListIds", "But not to the members of these lists."),
  ids("excludeUserIds", "But not to these users; native ids."),
}

local somebody = {
  about = "audience",
  any = {
    "includeFollowers=true",
    "includeSubscribersAutoRenewOn=true",
    "includeSubscribersAutoRenewOff=true",
    "includeExpiredSubscribers=true",
    "includeSubscriptionTierId",
    "includeListIds",
  },
  why = "to leave them all out is not documented to mean everybody",
}

local scheduled_id = { name = "scheduled_message_id", at = "path", type = "id", required = true, doc = "Id of the scheduled message." }

local limit = { name = "limit", at = "query", type = "integer", minimum = 1, doc = "Messages a page; the API's default is 24." }

local stats_times = { ["messages[].createdAt"] = "s", ["messages[].deletedAt"] = "s" }

local function followed_by(list, ...)
  local all = { ... }
  for _, param in ipairs(list) do
    all[#all + 1] = param
  end
  return all
end

return {
  {
    id = "send_mass_message",
    resource = "mass_messages",
    name = "send",
    doc = "Send a message to many fans, at a time or at once. Without `scheduledFor` it reaches everybody in the moment of the call, "
      .. "so that this has to be said with `send_now = true`.",
    page = "https://docs.apifansly.com/api-reference/mass-messaging/send-mass-message",
    method = "POST",
    path = "/{account_id}/mass-messaging",
    effect = "send",
    timeout = 300,
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "low" },
    params = access.params(
      { account, content },
      followed_by(
        audience,
        { name = "scheduledFor", at = "body", type = "milliseconds", doc = "When it goes out, in Unix milliseconds." },
        { name = "send_now", at = "none", type = "boolean", doc = "`true`: it is meant to go out at once. Stays here." }
      )
    ),
    rules = access.rules({ "mediaIds" }, {
      somebody,
      { any = { "scheduledFor", "send_now=true" }, why = "without a time the message goes out to everybody at once" },
      { when = "send_now=true", without = { "scheduledFor" }, why = "it is sent now or then" },
    }),
    answer = { needs = "id" },
    money = { price = "dollars" },
    times = { scheduledFor = "ms" },
  },
  {
    id = "list_scheduled_mass_messages",
    resource = "mass_messages",
    name = "list_scheduled",
    doc = "The mass messages that wait for their time. `messageTemplate` may be JSON in a string, which `fansly.decode` reads.",
    page = "https://docs.apifansly.com/api-reference/mass-messaging/get-mass-messages",
    method = "GET",
    path = "/{account_id}/mass-messaging/scheduled",
    effect = "read",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "medium" },
    params = { account },
    answer = {},
    times = { ["scheduledBroadcastMessages[].scheduledFor"] = "ms" },
  },
  {
    id = "update_mass_message",
    resource = "mass_messages",
    name = "update",
    doc = "Replace a mass message that has not gone out yet, with its audience.",
    page = "https://docs.apifansly.com/api-reference/mass-messaging/update-mass-message",
    method = "PUT",
    path = "/{account_id}/mass-messaging/scheduled/{scheduled_message_id}",
    effect = "idempotent",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "low" },
    args = { "scheduled_message_id" },
    params = access.params(
      { account, scheduled_id, content },
      followed_by(audience, {
        name = "scheduledFor",
        at = "body",
        type = "milliseconds",
        required = true,
        doc = "When it goes out, in Unix milliseconds.",
      })
    ),
    rules = access.rules({ "mediaIds" }, { somebody }),
    answer = {},
    money = { price = "dollars" },
    times = { scheduledFor = "ms" },
  },
  {
    id = "delete_mass_message",
    resource = "mass_messages",
    name = "delete",
    doc = "Delete a mass message that has not gone out yet.",
    page = "https://docs.apifansly.com/api-reference/mass-messaging/delete-mass-message",
    method = "DELETE",
    path = "/{account_id}/mass-messaging/scheduled/{scheduled_message_id}",
    effect = "idempotent",
    evidence = { kind = "docs", seen = "2026-07", request = "high", answer = "low" },
    args = { "scheduled_message_id" },
    params = { account, scheduled_id },
    answer = {},
  },
  {
    id = "list_sent_mass_message_stats",
    resource = "mass_messages",
    name = "list_sent_stats",
    doc = "How the mass messages sent so far have done: deliveries, reads, tips, sales.",
    page = "https://docs.apifansly.com/api-reference/mass-messaging/sent-mass-messages-stats",
    method = "GET",
    path = "/{account_id}/mass-messaging/stats/sent",
    effect = "read",
    evidence = { kind = "docs", seen = "2026-07-30", request = "medium", answer = "low" },
    params = { account, params.cursor, limit },
    answer = { items = { "data.data.response.messages" } },
    money = { ["messages[].totalTipAmount"] = "unclear" },
    times = stats_times,
  },
  {
    id = "list_deleted_mass_message_stats",
    resource = "mass_messages",
    name = "list_deleted_stats",
    doc = "How the mass messages did that were deleted since.",
    page = "https://docs.apifansly.com/api-reference/mass-messaging/deleted-mass-messages-stats",
    method = "GET",
    path = "/{account_id}/mass-messaging/stats/deleted",
    effect = "read",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "low" },
    params = { account, params.cursor, limit },
    answer = { items = { "data.data.response.messages" } },
    money = { ["messages[].totalTipAmount"] = "unclear" },
    times = stats_times,
  },
}
