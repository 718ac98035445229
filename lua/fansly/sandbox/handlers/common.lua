--- Forms that handlers of several resources share.

local json = require("fansly.json")
local paging = require("fansly.sandbox.paging")
local rows = require("fansly.sandbox.rows")

local common = {}

--- A handler that takes a record out of a collection.
---@param collection string
---@param name string parameter with its id
---@param missing string what a second call is told
---@return function handler
function common.remover(collection, name, missing)
  return function(account, params)
    if not account:remove(collection, params[name]) then
      return 404, missing
    end
    return 200, {}
  end
end

--- A page by cursor, as the answer of a handler.
---@param account table
---@param params { cursor: string|nil, limit: integer|nil }
---@param list table[] all items
---@param size integer of a page, where the request has no limit
---@param answer fun(page: table[]): table what of the page is the response
---@param id_of? fun(item: table): string
---@return integer status
---@return any response
---@return any next_cursor
function common.page(account, params, list, size, answer, id_of)
  local page, next_cursor = paging.page(list, params.cursor, params.limit or size, id_of)
  if not page then
    return 400, "Invalid cursor"
  end
  return 200, answer(page, account), next_cursor or json.null
end

--- The response of a list of fans: rows under a name, with the accounts beside them.
---@param account table
---@param name string
---@param page table[] each with a `fan_id`
---@param row fun(account: table, item: table): table
---@return table response
function common.with_accounts(account, name, page, row)
  return { [name] = rows.list(account, page, row), aggregationData = rows.fans(account, page) }
end

return common
