--- Times of the API, whichever form they have there.

local errors = require("fansly.error")
local json = require("fansly.json")
local whole = require("fansly.units.whole")

---@class fansly.units.times
local M = {}

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

return M
