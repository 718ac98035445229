--- What can be told when a sandbox is made; checked once.

local check = require("fansly.check")
local core = require("fansly.core")
local errors = require("fansly.error")

local MOST = 1e6 -- of anything: a sandbox is kept in memory

local function count(name, default)
  return { name = name, type = "integer", minimum = 0, maximum = MOST, default = default }
end

-- A number, or false for no end of it.
local function bound(name, default)
  return { name = name, default = default, either = { { type = "integer", minimum = 0 }, { type = "boolean", enum = { false } } } }
end

-- As in a row; `now`, a function, is none that a row could have.
local specs = {
  { name = "seed", type = "integer", minimum = -2 ^ 53, maximum = 2 ^ 53, default = 1 },
  count("chats", 60),
  count("strangers", 5), -- known users without a chat, for create_group
  count("files", 24), -- in the vault
  count("posts", 12),
  bound("rate_limit", 600),
  bound("credits", false),
  { name = "page_size", type = "integer", minimum = 1, maximum = MOST, default = 20 },
  { name = "cursor_place", type = "string", enum = { "documented", "live" }, default = "documented" },
  count("upload_polls", 2), -- looks at an upload's job until it is done
  { name = "two_factor_code", default = "012345", either = { { type = "string" }, { type = "boolean", enum = { false } } } },
  { name = "lose_access_rules", type = "boolean", default = false }, -- media goes out free, whatever was asked for
  { name = "api_key", type = "string", default = "sandbox-key-0123456789abcdef" },
  { name = "account_id", type = "id", default = "fansly_acc_sandbox" },
  { name = "state", type = "string" },
}

--- Their names; `model` is for fansly.sandbox alone.
local M = { names = { "now", "model" } }
for _, spec in ipairs(specs) do
  table.insert(M.names, spec.name)
end

---@param field string
---@param problem string
---@return fansly.Error
function M.fault(field, problem)
  return errors.new({ kind = "config", field = field, message = ("%s %s"):format(field, problem) })
end

--- The options with their defaults.
---@param options any
---@return table|nil settings
---@return fansly.Error|nil err kind `config`
function M.read(options)
  if options ~= nil and type(options) ~= "table" then
    return nil, M.fault("options", "have to be a table, not " .. errors.shown(options))
  end
  local given = {}
  for name, value in next, options or {} do
    given[name] = value
  end
  local now = given.now or os.time
  given.now = nil
  if type(now) ~= "function" then
    return nil, M.fault("now", "has to be a function, not " .. errors.shown(now))
  end
  local settings, problem, field = check.params(given, { params = specs })
  local usable = true
  if settings and given.api_key ~= nil then
    field = "api_key"
    usable, problem = core.key(given.api_key)
  end
  if not settings or not usable then
    return nil, M.fault(field, problem)
  end
  settings.now, settings.seed = now, math.floor(settings.seed)
  return settings
end

return M
