--- Units of the API: money in three scales, times in two, ids that look like numbers.
--
-- Nothing is converted silently: calls take and give the numbers of the API, each in the unit that its row names. Here
-- they become values that know their unit.

local core = require("fansly.core")
local errors = require("fansly.error")
local json = require("fansly.json")

---@class fansly.units
local M = {}

-- A whole number is an integer where Lua has such.
local function whole(number)
  return number % 1 == 0 and math.floor(number) or number
end

-- --- money ---

-- Thousandths of a dollar (mills) in one of each unit, and how many decimals it is written with.
local scales = {
  dollars = { mills = 1000, places = 2, words = 'dollars with at most two decimals, as in 4 or "4.99"' },
  cents = { mills = 10, places = 0, words = "a whole number of cents" },
  mills = { mills = 1, places = 0, words = "a whole number of thousandths of a dollar" },
}

local MOST = 1e15 -- mills; below it a double keeps each of them, and each as a fraction of dollars

--- An amount of money: a whole number of thousandths of a dollar, and the unit that it is written in.
---@class fansly.Amount
---@field mills integer thousandths of a dollar, whatever the unit
---@field unit "dollars"|"cents"|"mills"
---@operator add(fansly.Amount): fansly.Amount
---@operator sub(fansly.Amount): fansly.Amount
---@operator mul(integer): fansly.Amount
---@operator unm: fansly.Amount
local Amount = { __name = "fansly.Amount" }
Amount.__index = Amount

--- Whether it is an amount, as these functions make them.
---@param value any
---@return boolean
function M.is_amount(value)
  return type(value) == "table" and getmetatable(value) == Amount
end

-- How often the last of some decimals is in a text. Only what reads in one way is taken: a leading zero stands for nothing but 0.99.
local function count_in_text(text, places)
  local sign, dollars, fraction = text:match("^(%-?)(%d+)$")
  if not dollars then
    sign, dollars, fraction = text:match("^(%-?)(%d+)%.(%d+)$")
  end
  fraction = fraction or ""
  if not dollars or #dollars > 15 or #fraction > places or dollars:find("^0%d") then
    return nil
  end
  local count = tonumber(dollars .. fraction .. ("0"):rep(places - #fraction))
  return sign == "-" and 0 - count or count
end

-- The same of a number, which is taken only if it is the very number that these decimals stand for.
local function count_in_number(number, places)
  if not (number > -MOST and number < MOST) then
    return nil
  end
  local count = math.floor(number * 10 ^ places + 0.5)
  return count / 10 ^ places == number and count or nil
end

local counts = { number = count_in_number, string = count_in_text }

local function new_amount(mills, unit)
  return setmetatable({ mills = mills, unit = unit }, Amount)
end

local function in_range(mills)
  return mills > -MOST and mills < MOST
end

--- An amount from what the API writes in one of its units; what would have to be rounded is refused.
---
--- `units.amount(100000, "mills")` is $100.00
---@param value number|string|fansly.Amount an amount has to be in this unit already
---@param unit "dollars"|"cents"|"mills"
---@return fansly.Amount|nil amount
---@return fansly.Error|nil err kind `validation`
function M.amount(value, unit)
  local scale = scales[unit]
  if not scale then
    return nil, errors.validation("unit", "has to be one of dollars, cents, mills, not " .. errors.shown(unit))
  elseif M.is_amount(value) then
    if value.unit == unit then
      return value
    end
    return nil, errors.validation(unit, ("cannot be made of %s by itself: amount:to(%q) does that"):format(value.unit, unit))
  end
  local count_in = counts[type(value)]
  local count = count_in and count_in(value, scale.places)
  local mills = count and count * (scale.mills / 10 ^ scale.places)
  if not mills or not in_range(mills) then
    return nil, errors.validation(unit, ("has to be %s, not %s"):format(scale.words, errors.shown(value)))
  end
  return new_amount(whole(mills), unit)
end

--- Dollars: what `price` is in, wherever something is sent.
---@param value number|string
---@return fansly.Amount|nil amount
---@return fansly.Error|nil err
function M.dollars(value)
  return M.amount(value, "dollars")
end

--- Cents: amounts in webhooks.
---@param value number|string
---@return fansly.Amount|nil amount
---@return fansly.Error|nil err
function M.cents(value)
  return M.amount(value, "cents")
end

--- Thousandths of a dollar: earnings, and Fansly's own objects.
---@param value number|string
---@return fansly.Amount|nil amount
---@return fansly.Error|nil err
function M.mills(value)
  return M.amount(value, "mills")
end

local function check_self(self, name)
  if not M.is_amount(self) then
    errors.raise_no_self("amount", name)
  end
end

--- The same money in another unit.
---@param unit "dollars"|"cents"|"mills"
---@return fansly.Amount|nil amount nil where it would have to be rounded
---@return fansly.Error|nil err
function Amount:to(unit)
  check_self(self, "to")
  local scale = scales[unit]
  if not scale then
    return M.amount(self, unit)
  elseif self.mills % (scale.mills / 10 ^ scale.places) ~= 0 then
    return nil, errors.validation("amount", ("of %s cannot be told in %s without rounding"):format(tostring(self), unit))
  end
  return new_amount(self.mills, unit)
end

--- The number that the API writes for it, in its unit.
---@return number
function Amount:number()
  check_self(self, "number")
  return whole(self.mills / scales[self.unit].mills)
end

--- Dollars and cents, and the thousandths where there are some: `$4.99`, `-$0.005`.
function Amount:__tostring()
  local mills = math.abs(self.mills)
  local text = ("%s$%.0f.%03.0f"):format(self.mills < 0 and "-" or "", math.floor(mills / 1000), mills % 1000)
  return (text:gsub("0$", "", 1))
end

-- So that an amount can be joined to a text.
function Amount.__concat(left, right)
  return tostring(left) .. tostring(right)
end

-- Two amounts can only be put together in one unit: they may well be mistaken for each other where they are not.
local function check_pair(left, right)
  if not (M.is_amount(left) and M.is_amount(right)) then
    local other = errors.shown(M.is_amount(left) and right or left)
    error(errors.validation("amount", ("goes together with amounts only, not with %s; units.cents(5) is one"):format(other)), 0)
  elseif left.unit ~= right.unit then
    error(errors.validation("amount", ("in %s does not go together with one in %s; amount:to(%q) brings it there"):format(
      left.unit, right.unit, right.unit)), 0)
  end
end

local function checked(mills, unit)
  if not in_range(mills) then
    error(errors.validation("amount", "is beyond what can be exact, a trillion dollars"), 0)
  end
  return new_amount(mills, unit)
end

function Amount.__add(left, right)
  check_pair(left, right)
  return checked(left.mills + right.mills, left.unit)
end

function Amount.__sub(left, right)
  check_pair(left, right)
  return checked(left.mills - right.mills, left.unit)
end

function Amount:__unm()
  return new_amount(0 - self.mills, self.unit)
end

--- So many of them: whole numbers only.
function Amount.__mul(left, right)
  local amount, factor = left, right
  if not M.is_amount(amount) then
    amount, factor = right, left
  end
  if type(factor) ~= "number" or not in_range(factor) or factor % 1 ~= 0 then
    error(errors.validation("amount", "can be taken times a whole number only, not times " .. errors.shown(factor)), 0)
  end
  return checked(whole(amount.mills * (factor + 0.0)), amount.unit) -- no integer overflow
end

function Amount.__eq(left, right)
  if not (M.is_amount(left) and M.is_amount(right)) then
    return false
  end
  check_pair(left, right)
  return left.mills == right.mills
end

function Amount.__lt(left, right)
  check_pair(left, right)
  return left.mills < right.mills
end

function Amount.__le(left, right)
  check_pair(left, right)
  return left.mills <= right.mills
end

-- --- time ---

local FIRST_MS = 1e11 -- what is above is milliseconds: as seconds it would be the year 5138
local TIME = "has to be a Unix time in seconds or milliseconds, or ISO 8601 as in 2026-07-08T18:05:05.157Z, not "

-- Days from 1970-01-01 to a date of the Gregorian calendar.
local function days_to(year, month, day)
  local y = month > 2 and year or year - 1 -- years begin with March, so that the leap day is the last
  local leap_days = math.floor(y / 4) - math.floor(y / 100) + math.floor(y / 400)
  local day_of_year = math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  return 365 * y + leap_days + day_of_year - 719468
end

-- Whole seconds as a text, by days_to alone: os.date knows no year behind 2038 where the times of the system have 32 bits.
local function text_of(seconds)
  local days, second = math.floor(seconds / 86400), seconds % 86400
  local year, month = 1971 + math.floor(days / 365.2425), 12
  while days_to(year, 1, 1) > days do
    year = year - 1
  end
  while days_to(year, month, 1) > days do
    month = month - 1
  end
  local day = days - days_to(year, month, 1) + 1
  return ("%04.0f-%02.0f-%02.0fT%02.0f:%02.0f:%02.0f"):format(
    year, month, day, math.floor(second / 3600), math.floor(second / 60) % 60, second % 60
  )
end

-- Seconds that a zone is ahead of UTC.
local function zone_offset(zone)
  if zone == "Z" then
    return 0
  end
  local sign, hours, minutes = zone:match("^([+-])(%d%d):?(%d%d)$")
  local offset = sign and tonumber(hours) * 3600 + tonumber(minutes) * 60
  return sign == "-" and -offset or offset
end

local function seconds_of_text(text)
  local date, clock, rest = text:match("^(%d%d%d%d%-%d%d%-%d%d)T(%d%d:%d%d:%d%d)(.*)$")
  if not date then
    return nil
  end
  local fraction, zone = rest:match("^%.(%d+)(.*)$")
  local offset = zone_offset(zone or rest)
  local year, month, day = date:match("(%d+)%-(%d+)%-(%d+)")
  local hour, minute, second = clock:match("(%d+):(%d+):(%d+)")
  local seconds = days_to(tonumber(year), tonumber(month), tonumber(day)) * 86400 + hour * 3600 + minute * 60 + second
  -- a date that does not exist reads back as another one
  if not offset or text_of(seconds) ~= date .. "T" .. clock then
    return nil
  end
  fraction = (fraction or ""):sub(1, 6)
  local parts = 10 ^ #fraction
  return ((seconds - offset) * parts + (tonumber(fraction) or 0)) / parts
end

local function seconds_of_number(number)
  if not (number >= 0 and number < FIRST_MS * 1000) then
    return nil
  end
  return number > FIRST_MS and number / 1000 or number
end

local readers = { number = seconds_of_number, string = seconds_of_text }

--- A time of the API, whichever form it has there, as Unix time in seconds; fractions stay.
---
--- `units.time(message.createdAt)`, `units.time(account.lastSeenAt)`, `units.time(event.timestamp)`
---@param value number|string|nil seconds, milliseconds (above 10^11), or ISO 8601
---@return number|nil seconds nil for 0, null and nil, which stand for no time
---@return fansly.Error|nil err kind `validation`
function M.time(value)
  if value == nil or value == 0 or value == json.null then
    return nil
  end
  local read = readers[type(value)]
  local seconds = read and read(value)
  if not seconds then
    return nil, errors.validation("time", TIME .. errors.shown(value))
  end
  return whole(seconds)
end

--- The same as whole milliseconds: what `scheduledFor`, `expiresAt`, `after` and `before` are in.
---@param value number|string seconds, milliseconds (above 10^11), or ISO 8601
---@return integer|nil milliseconds
---@return fansly.Error|nil err kind `validation`
function M.milliseconds(value)
  local seconds, err = M.time(value)
  if not seconds then
    return nil, err or errors.validation("time", TIME .. errors.shown(value))
  end
  return math.floor(seconds * 1000 + 0.5)
end

--- A time of the API, whichever form it has there, as ISO 8601, in UTC and to the millisecond.
---@param value number|string seconds, also those before 1970; milliseconds (above 10^11), or ISO 8601
---@return string|nil text
---@return fansly.Error|nil err kind `validation`
function M.iso(value)
  local seconds, err = value, nil
  if type(value) ~= "number" or value ~= value or math.abs(value) > FIRST_MS then
    seconds, err = M.time(value)
  end
  if not seconds then
    return nil, err or errors.validation("time", TIME .. errors.shown(value))
  end
  local milliseconds = math.floor(seconds * 1000 + 0.5)
  return text_of(math.floor(milliseconds / 1000)) .. (".%03.0fZ"):format(milliseconds % 1000)
end

local SKEW = 60 -- seconds that another clock may be behind this one

local function end_of_span(name, value)
  local milliseconds = M.milliseconds(value)
  return milliseconds, not milliseconds and errors.validation(name, TIME .. errors.shown(value)) or nil
end

--- Both ends of a span of time for earnings and statistics. They are answered with 400 where the end is in the future, by the
--- server's clock, or where one of the ends is missing: the span ends a minute ago at the latest.
---
--- `units.range(os.time() - 30 * 86400)`
---@param after number|string
---@param before? number|string now, when left out
---@param now? number Unix time in seconds
---@return { after: integer, before: integer }|nil span in milliseconds
---@return fansly.Error|nil err kind `validation`
function M.range(after, before, now)
  local latest, err = end_of_span("now", now == nil and os.time() or now)
  local first, last = nil, latest
  if latest then
    first, err = end_of_span("after", after)
  end
  if first and before ~= nil then
    last, err = end_of_span("before", before)
  end
  if err then
    return nil, err
  end
  last = math.min(last, latest - SKEW * 1000)
  if first >= last then
    return nil, errors.validation("after", ("has to be before the end of the span: %s is not before %s"):format(
      M.iso(first / 1000), M.iso(last / 1000)))
  end
  return { after = first, before = last }
end

-- --- ids ---

local type_of_number = rawget(math, "type") -- Lua 5.3 and later
--- An id as the text that calls take. An id that came as a number keeps its digits; one that has lost some is refused.
---@param value string|number
---@return string|nil id
---@return fansly.Error|nil err kind `validation`
function M.id(value)
  if type(value) == "number" and value % 1 == 0 and value >= 0 then
    if value < 2 ^ 53 or type_of_number and type_of_number(value) == "integer" then
      return (value < 2 ^ 53 and "%.0f" or "%d"):format(value) -- "%d" of Lua 5.1 has 32 bits on Windows
    end
    return nil, errors.validation("id", "is a number that has lost digits; ids of more than 15 digits have to be read as text")
  elseif core.is_id(value) then
    return value
  end
  return nil, errors.validation("id", "has to be an id: 1 to 64 letters, digits, _ and -, not " .. errors.shown(value))
end

return M
