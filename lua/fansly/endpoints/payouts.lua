--- Payout methods.

local params = require("fansly.endpoints.params")

local function text(name, doc)
  return { name = name, at = "body", type = "string", required = true, doc = doc }
end

return {
  {
    id = "add_payout_method",
    resource = "payouts",
    name = "add_method",
    doc = "Add a way to be paid. A one-time code may be asked for first (`accounts:send_otp`, `accounts:verify_otp`).",
    page = "https://docs.apifansly.com/api-reference/payouts/add-payout-method",
    method = "POST",
    path = "/{account_id}/payout/add",
    effect = "send",
    evidence = { kind = "docs", seen = "2026-02", request = "high", answer = "low" },
    params = {
      params.account,
      text("id", "Empty for a new one."),
      text("providerId", 'Provider, by number; the documentation has "2".'),
      {
        name = "metadata",
        at = "body",
        type = "string",
        required = true,
        secret = true,
        doc = "What the provider wants to know, as JSON in a string.",
      },
      { name = "type", at = "body", type = "integer", required = true, doc = "The documentation has 1." },
    },
    answer = {},
  },
}
