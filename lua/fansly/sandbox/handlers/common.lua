--- Forms that handlers of several resources share.

local json = require("fansly.json")
local paging = require("fansly.sandbox.paging")
local rows = require("fansly.sandbox.rows")

local common = {}

local missing = {
  automated_messages = "Automated message not found",
  chats = "Chat not found",
  fans = "User not found",
  lists = "List not found",
  messages = "Message not found",
  posts = "Post not found",
  walls = "Wall not found",
}

-- Of what an account does not go through a collection for.
local finders = {
  chats = function(account, id)
    return account.chat_by_id[id]
  end,
  fans = function(account, id)
    return account.fan_by_id[id]
  end,
  messages = function(account, id)
    return account:find_message(id)
  end,
}

local function find(account, collection, id)
  local finder = finders[collection]
  if finder then
    return finder(account, id)
  end
  return account:find(collection, id)
end

--- A handler of one record, which a parameter names.
---@param collection string
---@param name string of the parameter
---@param act fun(account: table, params: table, record: table, ...): integer, any, any what the handler does where the record is there
---@return function handler
function common.of(collection, name, act)
  local function answer(account, params, record, ...)
    if not record then
      return 404, missing[collection]
    end
    return act(account, params, record, ...)
  end
  return function(account, params)
    return answer(account, params, find(account, collection, params[name]))
  end
end

--- A handler that takes a record out of a collection.
---@param collection string
---@param name string parameter with its id
---@return function handler
function common.remover(collection, name)
  return common.of(collection, name, function(account, _, record)
    account:remove(collection, record.id)
    return 200, {}
  end)
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
