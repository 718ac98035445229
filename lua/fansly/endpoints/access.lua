--- What a message or a post shows, and who gets to see it: the same parameters wherever media can be attached.
--
-- Media without an access rule is free for everybody, so a rule that is only half there is refused: it would be lost on
-- the way, and paid media would go out for nothing.

local M = {}

local KINDS = { "ppv", "subscription", "follow", "list", "limited_time" }

local kind = { type = "string", enum = KINDS }

local moment = { { type = "number" }, { type = "string" } }

-- The fields of one rule, at the root of the body or inside `permissions`.
local function rule_fields(at)
  return {
    {
      name = "access_type",
      at = at,
      either = { kind, { type = "array", item = kind, min_items = 1 } },
      doc = "Who may see the media: one kind, or a list of them. Without it the media is free.",
    },
    { name = "price", at = at, type = "price", doc = "US dollars, 1 to 500, at most two decimals; number or string. For `ppv`." },
    { name = "subscriptionTierId", at = at, type = "id", doc = "Tier that `subscription` means." },
    { name = "subscriptionTierName", at = at, type = "string", doc = "Its name." },
    { name = "listId", at = at, type = "id", doc = "List that `list` means." },
    { name = "listLabel", at = at, type = "string", doc = "Its label." },
    { name = "validBefore", at = at, either = moment, doc = "End of `limited_time`. The unit is not documented; milliseconds expected." },
    { name = "validAfter", at = at, either = moment, doc = "Beginning of `limited_time`, as `validBefore`." },
  }
end

-- What the fields of one rule ask of each other.
local pairing = {
  { when = "access_type=ppv", needs = { "price" } },
  { when = "price", needs = { "access_type=ppv" } },
  { when = "subscriptionTierId", needs = { "access_type=subscription" } },
  { when = "subscriptionTierName", needs = { "access_type=subscription" } },
  { when = "listId", needs = { "access_type=list" } },
  { when = "listLabel", needs = { "access_type=list" } },
  { when = "access_type=list", any = { "listId", "listLabel" } },
  { when = "validBefore", needs = { "access_type=limited_time" } },
  { when = "validAfter", needs = { "access_type=limited_time" } },
  { when = "access_type=limited_time", any = { "validBefore", "validAfter" } },
}

local function joined(...)
  local all = {}
  for _, list in ipairs({ ... }) do
    for _, entry in ipairs(list) do
      all[#all + 1] = entry
    end
  end
  return all
end

local media_ids = {
  name = "mediaIds",
  at = "body",
  type = "array",
  min_items = 1,
  item = {
    either = {
      { type = "id" },
      {
        type = "object",
        params = {
          { name = "mediaId", type = "id", required = true, doc = "The media itself." },
          { name = "previewId", type = "id", nullable = true, doc = "Media for those who have not unlocked it." },
        },
        rules = { { differ = { "mediaId", "previewId" }, why = "everybody sees the preview" } },
      },
    },
  },
  doc = "Media to attach: ids, or tables with a preview, also mixed. An id that stands there twice goes out twice.",
}

local permissions = {
  name = "permissions",
  at = "body",
  type = "array",
  min_items = 1,
  item = {
    type = "object",
    params = rule_fields(),
    rules = joined({ { any = { "access_type" } } }, pairing),
    open = true, -- the whole of a rule is not documented
  },
  doc = "Access rules, each as the fields beside this one; whoever fits one of them may see the media.",
}

local function names_of(fields)
  local names = {}
  for i, field in ipairs(fields) do
    names[i] = field.name
  end
  return names
end

local ignored = { when = "permissions", without = names_of(rule_fields()), why = "beside permissions the API ignores it" }

--- Parameters of media and access.
---@param first? table[] parameters that stand before them
---@param last? table[] parameters that stand behind them
---@return table[] params
function M.params(first, last)
  return joined(first or {}, { media_ids }, rule_fields("body"), { permissions }, last or {})
end

--- What these parameters ask of each other.
---@param media string[] the parameters that attach media
---@param more? table[] further rules
---@return table[] rules
function M.rules(media, more)
  return joined({ ignored }, pairing, {
    { when = "access_type", any = media },
    { when = "permissions", any = media },
  }, more or {})
end

return M
