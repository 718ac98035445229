--- Accounts: those that are connected, profiles, and connecting one.

local params = require("fansly.endpoints.params")

local account = params.account

local function text(name, doc)
  return { name = name, at = "body", type = "string", required = true, doc = doc }
end

local function secret(name, doc)
  return { name = name, at = "body", type = "string", required = true, secret = true, doc = doc }
end

local username = text("username", "Fansly user name or e-mail address.")
local password = secret("password", "Password of the Fansly account.")
local label = text("name", "Label in the service's console.")
local country = {
  name = "countryCode",
  at = "body",
  type = "string",
  required = true,
  pattern = "^%u%u$",
  form = "two capital letters, such as US",
  doc = "Country, by ISO 3166-1 alpha-2.",
}

-- The account, in either place, or that a code is needed first.
local connected = { "account_id", "requires_2fa", "data.response.accountId" }

return {
  {
    id = "list_accounts",
    resource = "accounts",
    name = "list",
    doc = "The connected accounts, as a list. Their `accountId` is what `account_id` of other calls takes.",
    page = "https://docs.apifansly.com/api-reference/account/list-accounts",
    method = "GET",
    path = "/accounts",
    effect = "read",
    evidence = { kind = "integrator", seen = "2026-07-30", request = "medium", answer = "medium" },
    params = {},
    columns = { "accountId", "name", "email", "country", "createdAt" },
    answer = { value = "accounts" },
    times = { ["[].createdAt"] = "iso" },
  },
  {
    id = "get_accounts_by_ids",
    resource = "accounts",
    name = "get_by_ids",
    doc = "Profiles of users.",
    page = "https://docs.apifansly.com/api-reference/account/get-accounts-by-ids",
    method = "GET",
    path = "/accounts/by-ids",
    effect = "read",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "low" },
    args = { "ids" },
    params = {
      {
        name = "ids",
        at = "query",
        type = "ids",
        required = true,
        doc = "Native ids of users, not the ids of connected accounts. Fansly itself takes up to 100.",
      },
    },
    answer = {},
  },
  {
    id = "get_profile_data",
    resource = "accounts",
    name = "get_profile_data",
    doc = "The public profile of a user.",
    page = "https://docs.apifansly.com/api-reference/account/get-profile-data",
    method = "GET",
    path = "/search/{username}",
    effect = "read",
    evidence = { kind = "integrator", seen = "2026-07-30", request = "medium", answer = "low" },
    args = { "username" },
    params = { { name = "username", at = "path", type = "id", required = true, doc = "User name on Fansly." } },
    answer = {},
  },
  {
    id = "get_current_account",
    resource = "accounts",
    name = "get_current",
    doc = "The profile behind the account id, with its native id: the cheapest check that key and account fit. Keep it: it stays.",
    page = "https://docs.apifansly.com/api-reference/account/get-current-account",
    method = "GET",
    path = "/{account_id}/me",
    effect = "read",
    evidence = { kind = "integrator", seen = "2026-07-30", request = "medium", answer = "medium" },
    params = { account },
    -- Seen both under `response.account` and directly under `response`.
    answer = { value = "account" },
  },
  {
    id = "disconnect_account",
    resource = "accounts",
    name = "disconnect",
    doc = "Disconnect an account for good. It has to be named: the client's own is not taken for it.",
    page = "https://docs.apifansly.com/api-reference/account/disconnect-account",
    method = "DELETE",
    path = "/accounts/{account_id}",
    effect = "idempotent",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "low" },
    args = { "account_id" },
    params = {
      { name = "account_id", at = "path", type = "id", required = true, doc = "Connected account, as the service names it." },
    },
    answer = {},
  },
  {
    id = "connect_account",
    resource = "accounts",
    name = "connect",
    doc = "Connect a Fansly account. Where the answer says `requires_2fa`, go on with `accounts:verify_2fa`; else it has an `account_id`.",
    page = "https://docs.apifansly.com/api-reference/connect-fansly-account/connect-account",
    method = "POST",
    path = "/connect",
    effect = "send",
    evidence = { kind = "integrator", seen = "2026-07-30", request = "medium", answer = "medium" },
    params = { username, password, label, country },
    answer = { secret = true, flat = true, needs = connected },
  },
  {
    id = "verify_2fa",
    resource = "accounts",
    name = "verify_2fa",
    doc = "Go on connecting with the code that Fansly has sent. All of the first call is given again.",
    page = "https://docs.apifansly.com/api-reference/connect-fansly-account/submit-2fa",
    method = "POST",
    path = "/verify-2fa",
    effect = "send",
    evidence = { kind = "integrator", seen = "2026-07-30", request = "medium", answer = "medium" },
    params = {
      username,
      password,
      secret("twoFactorToken", "`twofa_token` of the answer to `accounts:connect`."),
      secret("twoFactorCode", "The code, as text: it may begin with 0."),
      label,
      country,
    },
    answer = { secret = true, flat = true, needs = connected },
  },
  {
    id = "send_otp",
    resource = "accounts",
    name = "send_otp",
    doc = "Have a one-time code sent to the creator, for what needs one, such as payouts. Not for connecting.",
    page = "https://docs.apifansly.com/api-reference/connect-fansly-account/send-otp",
    method = "POST",
    path = "/{account_id}/twofa/session",
    effect = "send",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "medium" },
    params = {
      account,
      { name = "useEmailTwoFAFallback", at = "body", type = "boolean", required = true, doc = "Send it by e-mail." },
    },
    answer = { secret = true },
  },
  {
    id = "verify_otp",
    resource = "accounts",
    name = "verify_otp",
    doc = "Hand in a one-time code.",
    page = "https://docs.apifansly.com/api-reference/connect-fansly-account/verify-otp",
    method = "POST",
    path = "/{account_id}/twofa/session/verify",
    effect = "send",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "low" },
    params = {
      account,
      secret("token", "`emailTwofa.token` of the answer to `accounts:send_otp`."),
      secret("code", "The code, as text: it may begin with 0."),
      { name = "mode", at = "body", type = "integer", default = 1, doc = "Documented as 1." },
    },
    answer = {},
  },
}
