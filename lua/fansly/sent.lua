--- What was sent by calls that failed: kept with their errors, for `messages:reconcile`.

local core = require("fansly.core")

local M = {}

-- What was sent, by its error; it stays out of the error's fields, since they may be printed.
local sends = setmetatable({}, { __mode = "k" })

-- The ids of a message's media, in either of its forms.
local function media_of(args)
  local media = {}
  for _, entry in next, args.mediaIds or { args.mediaId } do -- the caller's own tables: no metamethod of theirs is called
    media[type(entry) == "table" and rawget(entry, "mediaId") or entry] = true
  end
  return media
end

-- Seconds since a call began. A suspended machine's own clock stands still, and the clock of the day may be set: the larger one holds.
local function age_of(call)
  return math.max(core.now() - call.started, os.time() - call.started_at - 1) -- whole seconds say up to one too many
end

--- Keeps what reading back needs to know of a send that failed.
---@param err fansly.Error
---@param call table
function M.remember(err, call)
  local args, clocks = call.args, { started = call.started, started_at = call.started_at }
  sends[err] = {
    chat_id = args.chat_id,
    content = args.content,
    media = media_of(args),
    account_id = args.account_id or call.config.account_id,
    age = function()
      return age_of(clocks)
    end,
  }
end

--- What was sent by the call that an error is of.
---@param err fansly.Error
---@return table|nil send nil for an error that was made elsewhere, or copied
function M.of(err)
  return sends[err]
end

return M
