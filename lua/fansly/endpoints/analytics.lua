--- Statistics of the profile and of media.

local params = require("fansly.endpoints.params")

local account = params.account

local from, to = params.moment("afterDate", "Begin"), params.moment("beforeDate", "End")

local period = {
  name = "period",
  at = "query",
  type = "integer",
  minimum = 1,
  doc = "Width of a step in milliseconds: 3600000 for hours, 86400000 (the API's default) for days.",
}

local span = { { rising = { "afterDate", "beforeDate" } } }

local times = {
  afterDate = "ms",
  beforeDate = "ms",
  period = "ms",
  ["dataset.datapoints[].timestamp"] = "ms",
}

return {
  {
    id = "get_profile_statistics",
    resource = "analytics",
    name = "get_profile_statistics",
    doc = "Views, visits and more of the profile, step by step. `dataset` is missing where there was nothing.",
    page = "https://docs.apifansly.com/api-reference/profile-stats",
    method = "GET",
    path = "/{account_id}/analytics/profilestats",
    effect = "read",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "medium" },
    params = {
      account,
      from,
      to,
      period,
      { name = "year", at = "query", type = "integer", minimum = 0, doc = "A year in place of the span; 0, the API's default, for none." },
      {
        name = "month",
        at = "query",
        type = "integer",
        minimum = 0,
        maximum = 12,
        doc = "A month of the year, 1 to 12; 0, the API's default, for none.",
      },
    },
    rules = span,
    answer = {},
    times = times,
  },
  {
    id = "get_media_statistics",
    resource = "analytics",
    name = "get_media_statistics",
    doc = "The same of one piece of media on offer. Its id comes with `topMediaOffers` of the profile's statistics.",
    page = "https://docs.apifansly.com/api-reference/media-stats",
    method = "GET",
    path = "/{account_id}/analytics/media/{media_offer_id}",
    effect = "read",
    evidence = { kind = "docs", seen = "2026-04", request = "high", answer = "medium" },
    args = { "media_offer_id" },
    params = {
      account,
      { name = "media_offer_id", at = "path", type = "id", required = true, doc = "Id of the offer: no id of media." },
      from,
      to,
      period,
    },
    rules = span,
    answer = {},
    times = times,
  },
}
