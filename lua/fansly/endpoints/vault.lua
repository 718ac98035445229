--- The vault: media of the account, in albums.

local params = require("fansly.endpoints.params")

local account = params.account

return {
  {
    id = "list_vault_albums",
    resource = "vault",
    name = "list_albums",
    doc = "The albums of the vault. All, Posts and Messages always exist (`type` 38000, 1000, 5000).",
    page = "https://docs.apifansly.com/api-reference/vault/list-vault-albums",
    method = "GET",
    path = "/{account_id}/vault/albums",
    effect = "read",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "medium" },
    params = { account },
    answer = {},
  },
  {
    id = "list_vault_album_media",
    resource = "vault",
    name = "list_album_media",
    doc = "The media of an album. `mediaId` of an item goes into messages and posts; its `id` (account media) is what attachments and "
      .. "purchases name; the offers of statistics have an id of their own.",
    page = "https://docs.apifansly.com/api-reference/vault/get-vault-album-media",
    method = "GET",
    path = "/{account_id}/vault/albums/{album_id}/media",
    effect = "read",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "medium" },
    args = { "album_id" },
    params = { account, { name = "album_id", at = "path", type = "id", required = true, doc = "Id of the album." }, params.cursor },
    answer = {
      items = { "data.data.response", "data.data.response.media", "data.data.response.data", "data.data.response.accountMedia" },
    },
    money = { ["[].price"] = "unclear" },
    times = { ["[].createdAt"] = "s" },
  },
}
