--- Parameters that several rows share.

local account = require("fansly.endpoints.account")

local M = { account = account }

M.cursor = { name = "cursor", at = "query", type = "cursor", doc = "Token of a page, from `page.next_cursor`." }

M.offset = { name = "offset", at = "query", type = "offset", doc = "How many to skip; takes `page.next_cursor` as it is." }

M.limit = { name = "limit", at = "query", type = "integer", minimum = 1, doc = "Items a page; no maximum is documented." }

M.chat = { name = "chat_id", at = "path", type = "id", required = true, doc = "`groupId` of a chat." }

M.fan = { name = "fan_id", at = "path", type = "id", required = true, doc = "Native user id of the fan." }

M.target_user = { name = "target_user_id", at = "path", type = "id", required = true, doc = "Native id of the user." }

M.post = { name = "post_id", at = "path", type = "id", required = true, doc = "Id of a post, or of a scheduled one." }

--- A moment in a query.
---@param name string
---@param doc string
---@return table param
function M.moment(name, doc)
  return { name = name, at = "query", type = "milliseconds", doc = doc .. ", in Unix milliseconds." }
end

return M
