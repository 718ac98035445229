--- Search and discovery, among the users that the account knows of.

local paging = require("fansly.sandbox.paging")
local rows = require("fansly.sandbox.rows")

local PAGE = 10

local handlers = {}

local function user_row(_, fan)
  local row = rows.fan(nil, fan)
  return { id = row.id, username = row.username, displayName = row.displayName }
end

function handlers.search_accounts(account, params)
  local needle, found = params.query:lower(), {}
  for _, fan in ipairs(account.state.fans) do
    if fan.username:lower():find(needle, 1, true) then
      found[#found + 1] = fan
    end
  end
  return 200, rows.list(account, paging.part(found, params.offset, params.limit or PAGE), user_row)
end

-- No media of the sandbox has a tag.
function handlers.list_tag_media()
  return 200, { mediaOfferSuggestions = rows.values(), aggregationData = {} }
end

return handlers
