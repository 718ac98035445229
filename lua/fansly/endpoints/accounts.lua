--- Connected accounts.

local account = require("fansly.endpoints.account")

return {
  {
    id = "get_current_account",
    resource = "accounts",
    name = "get_current",
    doc = "The profile behind the account id, with its native id: the cheapest check that key and account fit.",
    page = "https://docs.apifansly.com/api-reference/account/get-current-account",
    method = "GET",
    path = "/{account_id}/me",
    effect = "read",
    params = { account },
    -- Seen both under `response.account` and directly under `response`.
    answer = { value = "account" },
  },
}
