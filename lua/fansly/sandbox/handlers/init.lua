--- What each operation does to an account: one function an operationId, one file a resource, as the rows of fansly.endpoints.
--
-- A handler gets the account and the checked parameters of the request, path, query and body in one table. It answers
-- the outer status and the response; or a status from 400 on and the text of the error. Lists that have their cursor outside of the
-- response add it, as `fansly.null` on the last page.

local endpoints = require("fansly.endpoints")

local handlers = {}

for _, resource in ipairs(endpoints.resources) do
  for id, handler in next, (require("fansly.sandbox.handlers." .. resource)) do
    handlers[id] = handler
  end
end

return handlers
