--- The path parameter that nearly every row shares.
-- A call that does not give it uses the client's own account.

return {
  name = "account_id",
  at = "path",
  type = "id",
  required = true,
  from_client = true,
  doc = "Connected account, as the service names it (`fansly_acc_...`); the client's own by default.",
}
