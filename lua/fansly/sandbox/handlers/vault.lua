--- The vault: media of the account, in albums.

local paging = require("fansly.sandbox.paging")
local json = require("fansly.json")
local rows = require("fansly.sandbox.rows")

local handlers = {}

function handlers.list_vault_albums(account)
  return 200, { albums = account.media_store:albums() }
end

function handlers.list_vault_album_media(account, params)
  local all = account.media_store:album(params.album_id)
  if not all then
    return 404, "Album not found"
  end
  local page, next_cursor = paging.page(all, params.cursor, account.model.page_size)
  if not page then
    return 400, "Invalid cursor"
  end
  return 200, { media = rows.list(account, page, rows.account_media), cursor = next_cursor or json.null }
end

return handlers
