--- Subscribers, tiers, top supporters.

local params = require("fansly.endpoints.params")

local account = params.account

return {
  {
    id = "list_subscribers",
    resource = "subscribers",
    name = "list",
    doc = "The subscriptions of fans, running and over. Compare fans by `subscriberId`.",
    page = "https://docs.apifansly.com/api-reference/subscribers/list-all-subscribers",
    method = "GET",
    path = "/{account_id}/subscribers",
    effect = "read",
    evidence = { kind = "docs", seen = "2026-07-30", request = "medium", answer = "medium" },
    params = {
      account,
      {
        name = "status",
        at = "query",
        type = "string",
        required = true,
        default = "all",
        max_length = 64,
        doc = "`all`, `active` or `expired`; older pages of the documentation have `3,4`, `3` and `4`. Goes out as it is.",
      },
      params.cursor,
      params.limit,
      { name = "subscriptionTierIds", at = "query", type = "ids", doc = "Only these tiers." },
      { name = "search", at = "query", type = "string", max_length = 4096, doc = "Text in names." },
    },
    answer = { items = { "data.data.response.subscriptions" }, accounts = "aggregationData", account = "subscriberId" },
    -- 5000 is said to be $5.00 by one source, and cents by another.
    money = { ["subscriptions[].price"] = "unclear", ["subscriptions[].renewPrice"] = "unclear" },
    times = {
      ["subscriptions[].createdAt"] = "ms",
      ["subscriptions[].updatedAt"] = "ms",
      ["subscriptions[].endsAt"] = "ms",
      ["subscriptions[].renewDate"] = "ms",
      ["subscriptions[].billingCycle"] = "days",
      ["subscriptions[].duration"] = "days",
    },
  },
  {
    id = "list_top_supporters",
    resource = "subscribers",
    name = "list_top_supporters",
    doc = "Those who have spent most in a span of time.",
    page = "https://docs.apifansly.com/api-reference/subscribers/top-supporters",
    method = "GET",
    path = "/{account_id}/top-supporters",
    effect = "read",
    evidence = { kind = "integrator", seen = "2026-07-30", request = "medium", answer = "low" },
    params = { account, params.moment("after", "Begin of the span"), params.moment("before", "Its end") },
    rules = { { rising = { "after", "before" } } },
    answer = {},
    money = { ["[].*"] = "unclear" },
    times = { after = "ms", before = "ms" },
  },
  {
    id = "list_subscription_tiers",
    resource = "subscribers",
    name = "list_subscription_tiers",
    doc = "The tiers that fans can subscribe to. Their `id` is the `subscriptionTierId` of other calls.",
    page = "https://docs.apifansly.com/api-reference/subscription/get-subscription-tiers",
    method = "GET",
    path = "/{account_id}/subscriptions/tiers",
    effect = "read",
    evidence = { kind = "docs", seen = "2026-07", request = "high", answer = "low" },
    params = { account },
    answer = {},
    money = { ["[].price"] = "unclear", ["[].plans[].price"] = "unclear" },
    times = { ["[].plans[].billingCycle"] = "days" },
  },
}
