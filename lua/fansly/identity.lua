--- Who an account is: its native id, by which messages name their sender. The service's own name for the account is another one.

local errors = require("fansly.error")
local ids = require("fansly.units.ids")

local M = {}

--- The profile behind an account. It is asked for once, and known from then on to the client and those of its other accounts.
---@param client fansly.Client
---@param account_id? string the client's own when left out
---@return table|nil profile
---@return fansly.Error|nil err
---@return table|nil info of the exchange, where there was one
function M.me(client, account_id)
  account_id = account_id or client.config.account_id
  local known = client.session.profiles[account_id]
  if known then
    return known
  end
  local profile, err, info = client.accounts:get_current({ account_id = account_id })
  if not profile then
    return nil, err, info
  end
  local id = type(profile) == "table" and ids.id(profile.id)
  if not id then
    return nil, errors.new({
      kind = "protocol",
      message = "the answer has no native id",
      operation = "get_current_account",
      attempts = info.attempts,
    }), info
  end
  profile.id = id
  client.session.profiles[account_id] = profile
  return profile, nil, info
end

--- Whether a message was sent by the account itself.
---@param client fansly.Client
---@param message { senderId: string }
---@return boolean|nil is_mine
---@return fansly.Error|nil err
function M.is_mine(client, message)
  local sender = type(message) == "table" and ids.id(rawget(message, "senderId"))
  if not sender then
    return nil, errors.validation("message", "has to be a message, whose senderId is an id, not " .. errors.shown(message))
  end
  local me, err = M.me(client)
  if not me then
    return nil, err
  end
  return me.id == sender
end

return M
