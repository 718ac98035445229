--- Paid messages (PPV): exact prices, and bodies that are what they should be.

local errors = require("fansly.error")
local suggest = require("fansly.suggest")

local M = {}

local LEAST, MOST = 1, 500
local RANGE = ("has to be %d to %d US dollars"):format(LEAST, MOST)

-- Only what reads in one way: digits, and perhaps a point with one or two more. A leading zero stands for nothing but 0.99.
local function cents_of_text(text)
  local dollars, fraction = text:match("^(%d+)$"), "0"
  if not dollars then
    dollars, fraction = text:match("^(%d+)%.(%d%d?)$")
  end
  if not dollars or #dollars > 6 or dollars:find("^0%d") then
    return nil
  end
  return tonumber(dollars) * 100 + tonumber((fraction .. "0"):sub(1, 2))
end

-- A number is taken only if it is the very number that two decimals stand for.
local function cents_of_number(number)
  if number ~= number or number < 0 or number > 1e6 then
    return nil
  end
  local cents = math.floor(number * 100 + 0.5)
  return cents / 100 == number and cents or nil
end

local function too_fine(value)
  return ('has to be dollars with at most two decimals, as in 4 or "4.99", not %s'):format(errors.shown(value))
end

--- A price in dollars, exact to the cent.
---
--- `fansly.ppv.price("4.99")` and `fansly.ppv.price(4.99)` give `4.99`; what would have to be rounded is refused.
---@param value number|string US dollars, 1 to 500, at most two decimals
---@return number|nil price for the field `price` of a message
---@return string|nil problem what is wrong, to be read behind the name of the field
function M.price(value)
  local kind = type(value)
  if kind ~= "number" and kind ~= "string" then
    return nil, ("has to be a number or a string of US dollars, not a %s"):format(kind)
  end
  if kind == "number" and (value ~= value or value < LEAST or value > MOST) then
    return nil, ("%s, not %s"):format(RANGE, errors.shown(value))
  end
  local cents = (kind == "number" and cents_of_number or cents_of_text)(value)
  if not cents then
    return nil, too_fine(value)
  elseif cents < LEAST * 100 or cents > MOST * 100 then
    return nil, ("%s, not %s"):format(RANGE, errors.shown(value))
  end
  return cents % 100 == 0 and math.floor(cents / 100) or cents / 100
end

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
    return nil, "ppv", "has to be a table of content, media and price, not a " .. type(ppv)
  end
  local params, given = {}, 0
  for name, value in next, ppv do
    local field = name
    if not known[name] then
      return nil, errors.name(name), suggest.unknown(name, { "content", "media", "price" })
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

return M
