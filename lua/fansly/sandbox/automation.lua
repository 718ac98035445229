--- Messages that send themselves: the rules of an account, and what starts them.

local agenda = require("fansly.sandbox.agenda")
local content = require("fansly.sandbox.content")

local automation = {}

-- What a rule asks of its trigger beyond the kind of it.
local function fits(rule, facts)
  local params = rule.params
  if params.tipAmount and (facts.mills or 0) < params.tipAmount * 1000 then
    return false
  elseif params.subscriptionStreak and facts.streak ~= params.subscriptionStreak then
    return false
  end
  local text = (facts.text or ""):lower()
  for _, keyword in ipairs(params.keywords or {}) do
    if text:find(keyword:lower(), 1, true) then
      return true
    end
  end
  return #(params.keywords or {}) == 0
end

--- Something happened with a fan: the rules that wait for it put their messages on the agenda.
---@param account table
---@param trigger string `new_follower`, `new_subscriber`, `subscriber_renew`, `new_tip`
---@param fan_id string|nil
---@param at number seconds
---@param facts? { mills: integer|nil, text: string|nil, streak: integer|nil }
function automation.fire(account, trigger, fan_id, at, facts)
  for _, rule in ipairs(account.state.automated_messages) do
    local last = rule.last[fan_id or ""]
    local rested = not last or at >= last + (rule.params.cooldown or 0)
    if fan_id and rule.params.triggerType == trigger and rested and fits(rule, facts or {}) then
      rule.last[fan_id] = at
      agenda.add(account, at + (rule.params.delay or 0), "automated_message", { id = rule.id, fan_id = fan_id })
    end
  end
end

--- The message of a rule goes out, where there still is the rule.
function automation.send(account, matter, at)
  local rule, fan = account:find("automated_messages", matter.id), account.fan_by_id[matter.fan_id]
  if rule and fan then
    local attachments = content.attach(account, rule.params, "messages")
    account:post(account:open_chat(fan), account.native_id, rule.params.content, at, attachments)
  end
end

return automation
