--- The API as data: every operation is one row, and all that is known of it stands in that row.
--
-- A row:
--   id        operationId of the API, the name `client:call` takes
--   resource, name   `client.<resource>:<name>(...)`
--   doc, page        what it does, and the page of the API's documentation the row comes from
--   method, path     path template, relative to the base URL
--   cost      `media`: 2 credits for each MB of the file; left out: 1 credit for each started 80 KB of the answer
--   effect    `read`; `idempotent` (repeating changes nothing more); `send` (each time counts)
--   args      names of the parameters that the method takes by position, before the table of the others
--   params    what it takes, in the order in which it goes out:
--     name, doc
--     at          `path`, `query` or `body`
--     type        `id`, `string`, `integer`, `number`, `boolean`, `cursor`, `price`, `array`, `object`
--     required, nullable, default
--     enum        the allowed values
--     secret      a password, code or token: no message shows its value, and errors have no body
--     max_length  of a string, in bytes
--     minimum, maximum   of a number
--     item, min_items, max_items, unique   of an array; `unique` names the field that must differ between items
--     params, shorthand                    of an object; `shorthand` is the field that a bare value stands for
--     needs       parameters that must come with this one
--     from_client the client has a value for it
--   answer    how to read what comes back:
--     items       places of the list in a paged answer, from the top of the body; makes the operation paged
--     accounts    where the related accounts are, from the unwrapped value
--     value       a field that holds the value where it is there
--     secret      it holds secrets: errors have no body
--     needs       a field without which the answer proves nothing
--   readback  what became of it can be found out by reading (`messages:reconcile`)
--   money, times  units of fields of parameters and answer
--
-- A new endpoint is a new row: methods, checks and routes of the sandbox follow from it.

local files = { "accounts", "chats", "messages" }

local rows, by_id, by_resource = {}, {}, {}

for _, file in ipairs(files) do
  for _, row in ipairs(require("fansly.endpoints." .. file)) do
    rows[#rows + 1] = row
    by_id[row.id] = row
    by_resource[row.resource] = by_resource[row.resource] or {}
    by_resource[row.resource][row.name] = row
  end
end

return { rows = rows, by_id = by_id, by_resource = by_resource }
