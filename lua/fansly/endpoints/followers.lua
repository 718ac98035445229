--- Followers, and whom the account follows.

local params = require("fansly.endpoints.params")

local account, target = params.account, params.target_user

return {
  {
    id = "list_followers",
    resource = "followers",
    name = "list",
    doc = "Who follows the account.",
    page = "https://docs.apifansly.com/api-reference/followers/followers",
    method = "GET",
    path = "/{account_id}/followers",
    effect = "read",
    evidence = { kind = "integrator", seen = "2026-07-30", request = "medium", answer = "medium" },
    params = { account, params.cursor, params.limit },
    answer = { items = { "data.data.response.followers" }, accounts = "aggregationData", account = "followerId" },
    times = { ["aggregationData.accounts[].lastSeenAt"] = "ms" },
  },
  {
    id = "list_following",
    resource = "followers",
    name = "list_following",
    doc = "Whom the account follows.",
    page = "https://docs.apifansly.com/api-reference/followers/following",
    method = "GET",
    path = "/{account_id}/following",
    effect = "read",
    evidence = { kind = "integrator", seen = "2026-07-30", request = "medium", answer = "low" },
    params = { account, params.cursor, params.limit },
    answer = {
      items = {
        "data.data.response.following",
        "data.data.response.followers",
        "data.data.response.accounts",
        "data.data.response",
      },
      accounts = "aggregationData",
    },
  },
  {
    id = "follow_account",
    resource = "followers",
    name = "follow_account",
    doc = "Follow a user.",
    page = "https://docs.apifansly.com/api-reference/followers/follow-account",
    method = "POST",
    path = "/{account_id}/follow/{target_user_id}",
    effect = "idempotent",
    evidence = { kind = "integrator", seen = "2026-07-30", request = "medium", answer = "low" },
    args = { "target_user_id" },
    params = { account, target },
    answer = {},
  },
  {
    id = "unfollow_account",
    resource = "followers",
    name = "unfollow_account",
    doc = "Follow a user no longer.",
    page = "https://docs.apifansly.com/api-reference/followers/unfollow-account",
    method = "POST",
    path = "/{account_id}/unfollow/{target_user_id}",
    effect = "idempotent",
    evidence = { kind = "integrator", seen = "2026-07-30", request = "medium", answer = "low" },
    args = { "target_user_id" },
    params = { account, target },
    answer = {},
  },
}
