--- Search and discovery.

local params = require("fansly.endpoints.params")

local account = params.account

return {
  {
    id = "search_accounts",
    resource = "discovery",
    name = "search_accounts",
    doc = "Look for users by name. The answer does not say how many there are.",
    page = "https://docs.apifansly.com/api-reference/search-discovery/accounts-search-discovery",
    method = "GET",
    path = "/{account_id}/discover/search/accounts",
    effect = "read",
    evidence = { kind = "docs", seen = "2026-04", request = "high", answer = "low" },
    params = {
      account,
      {
        name = "query",
        at = "query",
        type = "string",
        required = true,
        max_length = 4096,
        doc = "What to look for; a part of a name does.",
      },
      params.limit,
      params.offset,
    },
    answer = {
      items = { "data.data.response", "data.data.response.accounts", "data.data.response.data" },
      offset = true,
      key = "id",
    },
  },
  {
    id = "list_tag_media",
    resource = "discovery",
    name = "list_tag_media",
    doc = "Media with a tag.",
    page = "https://docs.apifansly.com/api-reference/tags/get-tag-media",
    method = "GET",
    path = "/{account_id}/discover/tags/{tag_id}/media",
    effect = "read",
    evidence = { kind = "docs", seen = "2026-04", request = "high", answer = "low" },
    args = { "tag_id" },
    params = { account, { name = "tag_id", at = "path", type = "id", required = true, doc = "Id of the tag on Fansly." } },
    answer = {},
  },
}
