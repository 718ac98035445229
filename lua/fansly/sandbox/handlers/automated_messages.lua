--- Rules that send messages by themselves.

local common = require("fansly.sandbox.handlers.common")
local json = require("fansly.json")
local rows = require("fansly.sandbox.rows")

-- Answers name triggers by number. Which numbers is not documented: these are the sandbox's own.
local numbers = {
  disabled = 0,
  new_follower = 1,
  new_subscriber = 2,
  new_gift_link_subscriber = 3,
  subscriber_renew = 4,
  new_gift_link_subscriber_renew = 5,
  new_tip = 6,
}

local handlers = {}

local function rule_row(account, rule)
  return {
    id = rule.id,
    accountId = account.native_id,
    triggerType = numbers[rule.params.triggerType],
    triggerMetadata = "",
    delay = rule.params.delay or 0,
    cooldown = rule.params.cooldown or 0,
    messageTemplate = { type = 1, content = rule.params.content, attachments = json.array(), senderId = account.native_id },
  }
end

function handlers.list_automated_messages(account)
  return 200, rows.list(account, account.state.automated_messages, rule_row)
end

function handlers.create_automated_message(account, params)
  local rule = { id = account:new_id("7"), params = params, last = {} }
  table.insert(account.state.automated_messages, rule)
  return 201, { id = rule.id }
end

handlers.delete_automated_message = common.remover("automated_messages", "automated_message_id")

return handlers
