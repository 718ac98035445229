--- The API as data: every operation is one row, and all that is known of it stands in that row.
--
-- A row:
--   id        operationId of the API, the name `client:call` takes
--   resource, name   `client.<resource>:<name>(...)`; see below for the rule
--   doc, page        what it does, and the page of the API's documentation the row comes from
--   experimental     nothing but one integrator's code speaks for it: it may not exist
--   method, path     path template, relative to the base URL
--   effect    `read`; `idempotent` (repeating changes nothing more); `send` (each time counts)
--   cost      `media`: 2 credits for each MB of the file; left out: 1 credit for each started 80 KB of the answer
--   evidence  kind (`seed`, `docs`, `integrator`), seen (the newest date), and how sure the request and the answer are
--   advice    by kind of an error: what to do next, where the usual advice misleads
--   timeout   seconds for the whole call, where the usual ones do not do
--   body      `multipart` where it is no JSON
--   args      names of the parameters that the method takes by position, before the table of the others
--   params    what it takes, in the order in which it goes out:
--     name, doc
--     at          `path`, `query`, `body`, `file` (a part of a multipart body), `save` (where the answer goes; it is not sent), or
--                 `none`: it is not sent
--     type        `id`, `ids` (a list, sent with commas), `string`, `integer`, `number`, `boolean`, `cursor`, `offset`,
--                 `milliseconds`, `price`, `cdn_url`, `file`, `path`, `array`, `object`
--     either      in place of `type`: several forms, told apart by the Lua type of the value
--     required, nullable
--     default     what goes out when it is left out
--     enum        the allowed values
--     secret      a password, code or token: no message shows its value, and errors have no body
--     max_length  of a string, in bytes
--     pattern, form      of a string: the Lua pattern it has to match, and that in words
--     minimum, maximum   of a number
--     item, min_items, max_items, unique   of an array; `unique` names the field that must differ between items
--     params, rules, shorthand, open       of an object; `shorthand` is the field that a bare value stands for, and an
--                                          `open` one takes further fields
--     from_client the client has a value for it
--   rules     what parameters ask of each other; see fansly.rules
--   answer    how to read what comes back:
--     items       places of the list in a paged answer, from the top of the body; makes the operation paged
--     accounts    where the related accounts are, from the unwrapped value
--     account     the field of an item that holds the id of its account
--     cursor      field of the unwrapped value that holds the cursor, where others are not to be believed first
--     cursor_item field of the last item that is the cursor where the answer has none
--     offset      the list is walked by counting: the next page begins behind this one
--     total       field of the unwrapped value with the number of all items, for those
--     key         field that tells one item from another, for those
--     newest_first   the field by whose time the items fall
--     page_size   what iterators ask for when the caller says nothing: the most that the API gives
--     flat        the value is `data` of the envelope with all that stands in it
--     value       a field that holds the value where it is there
--     secret      it holds secrets: errors have no body
--     needs       a field without which the answer proves nothing, or several of which one is enough
--     bytes       the answer is a file, no JSON
--     secret      it holds secrets: errors have no body
--   columns   the fields of an item that a table of them shows
--   readback  what became of it can be found out by reading (`messages:reconcile`)
--   money     units of fields of parameters and answer: `dollars`, `cents`, `mills` (1/1000 dollar); `unclear` where the
--             sources disagree or are silent
--   times     likewise: `s`, `ms`, `iso` (ISO 8601), `days`
--
-- Methods are named by one rule. The resource is the tag of the operation, and the name is its operationId without
-- what the resource says already: `list_unread_chats` is `chats:list_unread`. That is the noun of the resource, in
-- singular or plural (for `messages` also `chat_message`), and `fan_to`, `fan_from`, since the fan is the argument:
-- `add_fan_to_vip` is `chats:add_vip`. A paged method has iterators beside it, with `each` and `pages` for its first word.
--
-- By position a method takes the ids that it cannot do without: those of the path, then those of the body.
--
-- A new endpoint is a new row: methods, checks, doc/api.md and routes of the sandbox follow from it.

local check = require("fansly.check")
local load_part = require("fansly.load").part

-- In the order of doc/api.md.
local resources = {
  "chats",
  "messages",
  "mass_messages",
  "automated_messages",
  "posts",
  "media",
  "vault",
  "subscribers",
  "followers",
  "lists",
  "earnings",
  "analytics",
  "accounts",
  "payouts",
  "discovery",
}

local is_resource = {}
for _, resource in ipairs(resources) do
  is_resource[resource] = true
end

---@class fansly.Endpoints
---@field resources string[] their names
---@field by_resource table<string, table[]> rows, each file of which is read when it is first asked for
---@field by_id table<string, table> rows; those of a resource are there from when it was first asked for, and all for an id that is not
---@field rows table[] all of them
local M = { resources = resources, by_resource = {}, by_id = {} }

-- A finalizer may have read them meanwhile: the first to be there are those that count.
local function read_resource(by_resource, resource)
  local rows = is_resource[resource] and load_part("fansly.endpoints." .. resource)
  if rows and not rawget(by_resource, resource) then
    for _, row in ipairs(rows) do
      check.prepare(row)
      M.by_id[row.id] = row
    end
    by_resource[resource] = rows
  end
  return rawget(by_resource, resource)
end

local function read_all(_, name)
  if name ~= "rows" then
    return nil
  end
  local rows = {}
  for _, resource in ipairs(resources) do
    for _, row in ipairs(M.by_resource[resource]) do
      rows[#rows + 1] = row
    end
  end
  M.rows = rows
  return rows
end

local function find(by_id, id)
  return M.rows and rawget(by_id, id)
end

--- The parameter of a row that has a name.
---@param row table
---@param name string
---@return table|nil
function M.param_of(row, name)
  for _, param in ipairs(row.params) do
    if param.name == name then
      return param
    end
  end
end

setmetatable(M.by_resource, { __index = read_resource })
setmetatable(M.by_id, { __index = find })
return setmetatable(M, { __index = read_all })
