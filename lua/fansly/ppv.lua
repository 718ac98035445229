--- Paid messages (PPV): exact prices, and bodies that are what they should be.

local errors = require("fansly.error")
local money = require("fansly.units.money")
local same_id = require("fansly.units.same_id")
local suggest = require("fansly.suggest")

---@class fansly.ppv
local M = {}

local LEAST, MOST = 1, 500
local DOLLAR = 1000 -- mills

-- What is far too much was often meant in cents.
local function out_of_range(value)
  local cents = tonumber(value)
  local are_cents = cents and cents > MOST and cents <= MOST * 100 and cents % 1 == 0
  local hint = are_cents and ("; %d cents are %.2f"):format(cents, cents / 100) or ""
  return ("has to be %d to %d US dollars, not %s%s"):format(LEAST, MOST, errors.shown(value), hint)
end

local function too_fine(value)
  return ('has to be dollars with at most two decimals, as in 4 or "4.99", not %s'):format(errors.shown(value))
end

--- A price in dollars, exact to the cent.
---
--- `fansly.ppv.price("4.99")` and `fansly.ppv.price(4.99)` give `4.99`; what would have to be rounded is refused.
---@param value number|string|fansly.Amount US dollars, 1 to 500, at most two decimals
---@return number|nil price for the field `price` of a message
---@return string|nil problem what is wrong, to be read behind the name of the field
function M.price(value)
  local kind = type(value)
  if money.is_amount(value) and value.unit ~= "dollars" then
    return nil, ('has to be in dollars, not in %s: amount:to("dollars") brings it there'):format(value.unit)
  elseif kind ~= "number" and kind ~= "string" and not money.is_amount(value) then
    return nil, ("has to be a number or a string of US dollars, not a %s"):format(kind)
  elseif kind == "number" and (value ~= value or value < LEAST or value > MOST) then
    return nil, out_of_range(value)
  end
  local amount = money.dollars(value)
  if not amount then
    return nil, too_fine(value)
  elseif amount.mills < LEAST * DOLLAR or amount.mills > MOST * DOLLAR then
    return nil, out_of_range(value)
  end
  return amount:number()
end

-- What messages have besides.
local OTHER_RULES = "is not for send_ppv, whose rule is its price: messages:send takes all of the API's rules"
local others = {
  access_type = OTHER_RULES,
  permissions = OTHER_RULES,
  previewId = "goes with its media: media = { mediaId = ..., previewId = ... }",
}

local known = { content = true, media = true, mediaId = true, mediaIds = true, price = true }

-- `media` is an id, or an id with a preview, or a list of these; it goes out in the form that the API has for it.
local function place_of_media(media)
  if type(media) ~= "table" then
    return "mediaId", media
  end
  return "mediaIds", rawget(media, "mediaId") ~= nil and { media } or media
end

--- The arguments of `messages:send` for a paid message.
---
--- `fansly.ppv.message { content = "hi", media = "m1", price = "4.99" }`
--- gives `{ content = "hi", mediaId = "m1", access_type = "ppv", price = 4.99 }`, and
--- `media = { "m1", { mediaId = "m2", previewId = "p2" } }` gives `mediaIds` with `access_type = { "ppv" }`.
--- Only the names are translated here; `messages:send` checks the values.
---@param ppv { content: string, media: string|table, price: number|string }
---@return table|nil params
---@return string|nil field the one at fault
---@return string|nil problem
function M.message(ppv)
  if type(ppv) ~= "table" then
    return nil, "message", "has to be a table of content, media and price, not " .. errors.shown(ppv)
  end
  local params, given = {}, 0
  for name, value in next, ppv do
    local field = name
    if not known[name] then
      return nil, errors.name(name), others[name] or suggest.unknown(name, { "content", "media", "price" })
    elseif name == "media" then
      field, value = place_of_media(value)
    end
    given = given + (field:find("^media") and 1 or 0)
    params[field] = value
  end
  if given > 1 then
    return nil, "media", "is given twice, by media, mediaId or mediaIds"
  elseif given == 0 then
    return nil, "media", "is missing: a paid message has something to unlock"
  elseif params.price == nil then
    return nil, "price", "is missing: a paid message has a price"
  end
  params.access_type = params.mediaIds and { "ppv" } or "ppv"
  return params
end

--- The media that an id is of, in the `accountMedia` of an answer. One piece of media has several ids: that of the media, which is
--- what is sent, and that of its use by an account, which attachments (`contentId`) and purchases (`account_media_id`) name.
---
--- `fansly.ppv.find_media(page.response.accountMedia, message.attachments[1].contentId)`
---@param list table[]|nil
---@param id string either of them
---@return table|nil media
function M.find_media(list, id)
  for _, media in ipairs(type(list) == "table" and list or {}) do
    local original = type(media) == "table" and type(media.media) == "table" and media.media.id or nil
    if type(media) == "table" and (same_id(media.id, id) or same_id(media.mediaId, id) or same_id(original, id)) then
      return media
    end
  end
end

--- Whether media as an answer has it is not free to see: a price in whatever unit, or a rule for who may see it.
---@param media table|nil of `accountMedia`
---@return boolean|nil is_locked nil where the answer does not tell
function M.is_locked(media)
  if type(media) ~= "table" then
    return nil
  end
  local rules = type(media.permissions) == "table" and media.permissions.permissionFlags or nil
  local has_rules = type(rules) == "table"
  local price, flags = tonumber(media.price), tonumber(media.permissionFlags) or tonumber(rules)
  if price and price > 0 or flags and flags ~= 0 or has_rules and next(rules) ~= nil then
    return true
  elseif price or flags or has_rules then
    return false
  end
end

return M
