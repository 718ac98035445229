--- The accounts that are connected, and how one gets connected: at once, or by a code that Fansly has sent.

local json = require("fansly.json")
local times = require("fansly.units.times")

local PATIENCE = 600 -- seconds for a code to come back

local Connections = {}
Connections.__index = Connections

--- Takes an account in as connected.
---@param id string
---@param params { username: string, name: string, countryCode: string }
function Connections:add(id, params)
  table.insert(self.list, {
    id = id,
    email = params.username:find("@", 1, true) and params.username or params.username .. "@example.com",
    name = params.name,
    country = params.countryCode,
    created_at = times.iso(self.model:time()),
  })
end

-- The answer once the account is connected.
local function connected(self, params)
  self.count = self.count + 1
  local id = ("%s_%d"):format(self.model.account_id, self.count)
  self.model:add_account(id, params.name)
  self:add(id, params)
  local inner = { success = true, response = { accountId = id } }
  return 201, { status_code = 200, account_id = id, requires_2fa = false, data = inner }
end

--- Begins to connect an account: asks for a code, unless the sandbox goes without.
---@param params table of the operation
---@return integer status
---@return any response
function Connections:connect(params)
  if not self.model.two_factor_code then
    return connected(self, params)
  end
  self.count = self.count + 1
  local token = ("twofa-%d"):format(self.count)
  self.pending[token] = { username = params.username, at = self.model:time() }
  return 201, {
    status_code = 200,
    account_id = json.null,
    requires_2fa = true,
    twofa_token = token,
    masked_email = params.username:sub(1, 1) .. "***@example.com",
    message = "Verification required",
  }
end

--- Goes on with the code. A wrong one may be followed by another; a token is good once.
---@param params table of the operation
---@return integer status
---@return any response
function Connections:verify(params)
  local pending = self.pending[params.twoFactorToken]
  if not pending or self.model:time() > pending.at + PATIENCE or pending.username ~= params.username then
    return 400, "Unknown or expired verification"
  elseif params.twoFactorCode ~= self.model.two_factor_code then
    return 400, "Wrong verification code"
  end
  self.pending[params.twoFactorToken] = nil
  return connected(self, params)
end

--- Disconnects an account: what it had is gone.
---@param id string
function Connections:disconnect(id)
  for place, connection in ipairs(self.list) do
    if connection.id == id then
      table.remove(self.list, place)
      self.model.accounts[id] = nil
      return
    end
  end
end

local connections = {}

--- The connections of a model.
---@param model table
---@param saved? table of `list`, `pending`, `count`
function connections.new(model, saved)
  local self = saved or { list = {}, pending = {}, count = 0 }
  return setmetatable({ model = model, list = self.list, pending = self.pending, count = self.count }, Connections)
end

return connections
