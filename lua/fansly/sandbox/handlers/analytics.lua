--- Statistics of the profile and of media: figures that follow from the time of a step alone.

local json = require("fansly.json")
local random = require("fansly.sandbox.random")
local rows = require("fansly.sandbox.rows")
local times = require("fansly.units.times")

local DAY = 86400000 -- milliseconds
local DAYS = 30 -- where no begin is given
local POINTS = 100 -- the most that an answer has
local TOP = 5

local handlers = {}

-- The begin and the end of a month, or of a year where there is no month; nothing for a year of no calendar.
local function calendar_span(year, month)
  if year < 1971 or year > 9998 then
    return nil
  end
  local last = month > 0 and month or 12
  local begin = times.time(("%04d-%02d-01T00:00:00Z"):format(year, math.max(1, month)))
  local finish = times.time(("%04d-%02d-01T00:00:00Z"):format(last == 12 and year + 1 or year, last % 12 + 1))
  return begin * 1000, finish * 1000 - 1
end

local function span_of(account, params)
  local now = math.floor(account:time() * 1000)
  if (params.year or 0) > 0 then
    local after, before = calendar_span(params.year, params.month or 0)
    return after, after and math.min(before, now)
  end
  local before = params.beforeDate or now
  return params.afterDate or before - DAYS * DAY, before
end

local function figures(kind, at, factor)
  local rng = random.new(at / 1000 + kind)
  local views = 20 + rng:below(180)
  return {
    type = kind,
    views = views * factor,
    previewViews = rng:below(40),
    interactionTime = rng:below(90000),
    uniqueViewers = math.floor(views * 0.8),
  }
end

-- One point for each step that has begun in the span, up to the limit.
local function datapoints(after, before, period, kinds)
  local points = json.array()
  local at = math.ceil(after / period) * period
  while at <= before and #points < POINTS do
    local stats = {}
    for i, kind in ipairs(kinds) do
      stats[i] = figures(kind, at, 1)
    end
    points[#points + 1] = { timestamp = math.floor(at), stats = stats }
    at = at + period
  end
  return points
end

-- The offer of account media has an id of its own.
local function offer_id(used)
  return "8" .. used.id:sub(2)
end

-- The media that is offered most, with its account media.
local function top_offers(account)
  local offers, media = json.array(), json.array()
  for _, used in ipairs(account.state.account_media) do
    if used.shown and #offers < TOP then
      offers[#offers + 1] = { mediaOfferId = offer_id(used), accountMediaId = used.id, views = 10 * (TOP - #offers) }
      media[#media + 1] = rows.account_media(account, used)
    end
  end
  return offers, media
end

-- Where there was nothing yet.
local function is_empty(account, before)
  local first = account.state.posts[1] or account.state.transactions[1]
  return not first or before < (first.at or first.created_at * 1000)
end

function handlers.get_profile_statistics(account, params)
  local after, before = span_of(account, params)
  if not after then
    return 400, "year is out of range"
  elseif after >= before or is_empty(account, before) then
    return 200, { dataset = json.null, aggregationData = json.null }
  end
  local period = params.period or DAY
  local offers, media = top_offers(account)
  return 200, {
    dataset = {
      period = period,
      dateAfter = after,
      dateBefore = before,
      datapointLimit = POINTS,
      datapoints = datapoints(after, before, period, { 0, 1 }),
      profileDatapoints = datapoints(after, before, period, { 10001 }),
      topMediaOffers = offers,
      topFypMediaOffers = json.array(),
      topFypTags = json.array(),
    },
    aggregationData = { accountMedia = media, tags = json.array() },
  }
end

function handlers.get_media_statistics(account, params)
  local used = account.media_by_id["5" .. params.media_offer_id:sub(2)]
  if not used or offer_id(used) ~= params.media_offer_id then
    return 404, "Media offer not found"
  end
  local after, before = span_of(account, params)
  local period = params.period or DAY
  return 200, {
    dataset = {
      datasetMediaOfferId = params.media_offer_id,
      period = period,
      datapoints = datapoints(after, before, period, { 0, 1 }),
      topFypTags = json.array(),
    },
    aggregationData = json.null,
  }
end

return handlers
