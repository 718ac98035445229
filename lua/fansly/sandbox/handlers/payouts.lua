--- Payout methods.

local json = require("fansly.json")

local handlers = {}

function handlers.add_payout_method(account, params)
  if type(json.decode(params.metadata)) ~= "table" then
    return 400, "metadata must be JSON in a string"
  end
  local method = { id = account:new_id("5"), provider_id = params.providerId, type = params.type }
  table.insert(account.state.payout_methods, method)
  return 201, {}
end

return handlers
