--- Lists of fans. Making and deleting lists is not documented.

local params = require("fansly.endpoints.params")

local account = params.account

local membership = {
  account,
  { name = "userId", at = "body", type = "id", required = true, doc = "Native id of the fan." },
  { name = "listId", at = "body", type = "id", required = true, doc = "Id of the list." },
}

return {
  {
    id = "list_lists",
    resource = "lists",
    name = "list",
    doc = "The lists of the account.",
    experimental = true,
    method = "GET",
    path = "/{account_id}/lists",
    effect = "read",
    evidence = { kind = "integrator", seen = "2026-07", request = "low", answer = "low" },
    params = { account },
    answer = {},
  },
  {
    id = "list_list_items",
    resource = "lists",
    name = "list_items",
    doc = "The members of a list.",
    experimental = true,
    method = "GET",
    path = "/{account_id}/lists/{list_id}/items",
    effect = "read",
    evidence = { kind = "integrator", seen = "2026-07", request = "low", answer = "low" },
    args = { "list_id" },
    params = { account, { name = "list_id", at = "path", type = "id", required = true, doc = "Id of the list." } },
    answer = {},
  },
  {
    id = "add_fan_to_list",
    resource = "lists",
    name = "add",
    doc = "Put a fan on a list.",
    page = "https://docs.apifansly.com/api-reference/lists/add-fan-to-list",
    method = "POST",
    path = "/{account_id}/lists/users",
    effect = "idempotent",
    evidence = { kind = "docs", seen = "2026-07", request = "high", answer = "low" },
    args = { "userId", "listId" },
    params = membership,
    answer = {},
  },
  {
    id = "remove_fan_from_list",
    resource = "lists",
    name = "remove",
    doc = "Take a fan off a list.",
    page = "https://docs.apifansly.com/api-reference/lists/delete-fan-from-list",
    method = "DELETE",
    path = "/{account_id}/lists/users",
    effect = "idempotent",
    evidence = { kind = "docs", seen = "2026-07", request = "high", answer = "low" },
    args = { "userId", "listId" },
    params = membership,
    answer = {},
  },
}
