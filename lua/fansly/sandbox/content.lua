--- What a message or a post shows, and who may see it.

local content = {}

local RULE = {
  "access_type", "price", "subscriptionTierId", "subscriptionTierName", "listId", "listLabel", "validBefore", "validAfter",
}

local function rule_of(values)
  local rule = {}
  for _, name in ipairs(RULE) do
    rule[name] = values[name]
  end
  if type(rule.access_type) == "string" then
    rule.access_type = { rule.access_type }
  end
  return rule
end

--- The access rules among parameters; none where the media is free. Beside `permissions` the others are ignored.
---@param params table
---@return table[] rules
function content.rules(params)
  local rules = {}
  for i, values in ipairs(params.permissions or {}) do
    rules[i] = rule_of(values)
  end
  if #rules == 0 and params.access_type then
    rules[1] = rule_of(params)
  end
  return rules
end

-- What it costs to unlock media by paying alone, in dollars.
local function price_of(rules)
  for _, rule in ipairs(rules) do
    if rule.price then
      return rule.price
    end
  end
end

--- Makes the media of parameters part of the account, in either of its forms. Any media id is taken as one of the account's, also
--- where it is not in the vault.
---@param account table
---@param params table
---@param shown string `posts` or `messages`: the album that they are in
---@return { contentType: integer, contentId: string }[] attachments
function content.attach(account, params, shown)
  local rules, attachments = account.model.lose_access_rules and {} or content.rules(params), {}
  for i, entry in ipairs(params.mediaIds or { params.mediaId }) do
    local media = type(entry) == "table" and entry or { mediaId = entry }
    local preview = type(media.previewId) == "string" and media.previewId or nil
    local more = { rules = #rules > 0 and rules or nil, previewId = preview, shown = shown }
    attachments[i] = { contentType = 1, contentId = account:add_media(media.mediaId, price_of(rules), more).id }
  end
  return attachments
end

return content
