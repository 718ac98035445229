--- Rules that send messages by themselves.

local access = require("fansly.endpoints.access")
local params = require("fansly.endpoints.params")

local account = params.account

local triggers = {
  "new_follower",
  "new_subscriber",
  "new_gift_link_subscriber",
  "subscriber_renew",
  "new_gift_link_subscriber_renew",
  "new_tip",
  "disabled",
}

return {
  {
    id = "list_automated_messages",
    resource = "automated_messages",
    name = "list",
    doc = "The rules of the account. `messageTemplate` may be JSON in a string (`fansly.decode` reads it), `triggerType` a number.",
    page = "https://docs.apifansly.com/api-reference/mass-messaging/get-automated-messages",
    method = "GET",
    path = "/{account_id}/automated-messages",
    effect = "read",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "low" },
    params = { account },
    answer = {},
    times = { ["[].delay"] = "s", ["[].cooldown"] = "s" },
  },
  {
    id = "create_automated_message",
    resource = "automated_messages",
    name = "create",
    doc = "Make a rule: from then on a message goes out whenever its trigger fires.",
    page = "https://docs.apifansly.com/api-reference/mass-messaging/create-automated-message",
    method = "POST",
    path = "/{account_id}/automated-messages",
    effect = "send",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "low" },
    params = access.params({
      account,
      { name = "triggerType", at = "body", type = "string", required = true, enum = triggers, doc = "What starts the message." },
      { name = "content", at = "body", type = "string", required = true, doc = "Text of the message." },
      { name = "delay", at = "body", type = "integer", minimum = 0, doc = "Seconds from the trigger to the message." },
      { name = "cooldown", at = "body", type = "integer", minimum = 0, doc = "Seconds until the rule may fire again for the same fan." },
      { name = "subscriptionStreak", at = "body", type = "integer", doc = "For the triggers of a renewal." },
      { name = "tipAmount", at = "body", type = "number", doc = "For `new_tip`. The unit is not documented; dollars expected." },
      { name = "keywords", at = "body", type = "array", item = { type = "string" }, doc = "For `new_tip`." },
    }),
    rules = access.rules({ "mediaIds" }, {
      { when = "subscriptionStreak", any = { "triggerType=subscriber_renew", "triggerType=new_gift_link_subscriber_renew" } },
      { when = "tipAmount", needs = { "triggerType=new_tip" } },
      { when = "keywords", needs = { "triggerType=new_tip" } },
    }),
    answer = { needs = "id" },
    money = { price = "dollars", tipAmount = "unclear" },
    times = { delay = "s", cooldown = "s" },
  },
  {
    id = "delete_automated_message",
    resource = "automated_messages",
    name = "delete",
    doc = "Delete a rule.",
    page = "https://docs.apifansly.com/api-reference/mass-messaging/delete-automated-message",
    method = "DELETE",
    path = "/{account_id}/automated-messages/{automated_message_id}",
    effect = "idempotent",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "low" },
    args = { "automated_message_id" },
    params = { account, { name = "automated_message_id", at = "path", type = "id", required = true, doc = "Id of the rule." } },
    answer = {},
  },
}
