--- Options of a client and of one call, and what the environment says; checked once.

local copy = require("fansly.copy")
local core = require("fansly.core")
local credits = require("fansly.credits")
local errors = require("fansly.error")
local suggest = require("fansly.suggest")

local M = {}

local DEFAULT_BASE = "https://v1.apifansly.com/api/fansly"

local function positive(value, most)
  if type(value) ~= "number" then
    return nil, ("has to be a number of seconds, not a %s"):format(type(value))
  elseif not (value > 0 and value <= most) then
    return nil, ("has to be more than 0 and at most %d seconds, not %s"):format(most, errors.shown(value))
  end
  return value
end

local function whole(value, least, most, unit)
  if type(value) ~= "number" then
    return nil, ("has to be a whole number of %s, not a %s"):format(unit, type(value))
  elseif value % 1 ~= 0 or value < least or value > most then
    return nil, ("has to be a whole number of %s, %d to %d, not %s"):format(unit, least, most, errors.shown(value))
  end
  return value
end

local function text(value)
  if type(value) ~= "string" then
    return nil, "has to be a string, not a " .. type(value)
  elseif value == "" then
    return nil, "is empty"
  elseif value:find("%c") then
    return nil, "contains a control character"
  end
  return value
end

local function key(value)
  if type(value) ~= "string" then
    return nil, "has to be a string, not a " .. type(value)
  end
  return core.key(value)
end

-- The first bytes of a file; nil where it cannot be read, as a directory.
local function beginning_of(path, most)
  local file, reason = io.open(path, "rb")
  if not file then
    return nil, tostring(reason):match(": ([^:]*)$") -- without the path: it may be a key, given here by mistake
  end
  local content, problem = file:read(most)
  file:close()
  return content or not problem and "" or nil -- at the end of an empty file there is no problem
end

-- The value of a checker is not shown for these: what somebody put there by mistake may be a key.
local function key_from_file(path)
  local checked, problem = text(path)
  if not checked then
    return nil, problem
  end
  local content, reason = beginning_of(checked, 4096)
  if not content then
    return nil, "cannot be read: " .. (reason or "it is no file")
  end
  local checked_key, key_problem = core.key((content:gsub("%s+$", "")))
  if not checked_key then
    return nil, "holds a key that " .. key_problem
  end
  return checked_key
end

local function account_id(value)
  if core.is_id(value) then
    return value
  elseif type(value) ~= "string" then
    return nil, "has to be a string, not a " .. type(value)
  end
  return nil, "is not an id: 1 to 64 letters, digits, _ and - are allowed"
end

local function base_url(value)
  local checked, problem = text(value)
  if not checked then
    return nil, problem
  end
  if not checked:find("://[^/]") then
    return nil, "is not a URL such as " .. DEFAULT_BASE -- libcurl would take https:///api for the host "api"
  end
  return core.base_url(checked)
end

local function readable(value)
  local checked, problem = text(value)
  if not checked then
    return nil, problem
  end
  local content, reason = beginning_of(checked, 1)
  if not content then
    return nil, "cannot be read: " .. (reason or "it is no file")
  elseif content == "" then
    return nil, "is an empty file"
  end
  return checked
end

local function proxy(value)
  local checked, problem = text(value)
  if not checked then
    return nil, problem
  elseif value == "env" or value:match("^https?://.") or value:match("^socks[45][ah]?h?://.") then
    return value
  end
  return nil, 'has to be "env" or a URL that begins with http://, https:// or socks5://'
end

local function member(t, name)
  return t[name]
end

local function transport(value)
  for _, method in ipairs({ "submit", "step", "next", "read", "cancel" }) do
    local ok, found = pcall(member, value, method) -- a metamethod of it may raise
    if not ok or type(value) ~= "table" or type(found) ~= "function" then
      return nil, "has to be a transport, such as require('fansly.sandbox').new() gives"
    end
  end
  return value
end

local function listener(value)
  if type(value) ~= "function" then
    return nil, "has to be a function, not " .. errors.shown(value)
  end
  return value
end

local function flag(value)
  if type(value) ~= "boolean" then
    return nil, "has to be true or false, not " .. errors.shown(value)
  end
  return value
end

-- name; the field of the configuration it sets; its check, which gets what that field is so far, too; the environment's variable;
-- whether one call may set it
local options = {
  { name = "api_key", sets = "key", check = key, env = "FANSLY_API_KEY", per_call = true },
  { name = "api_key_file", sets = "key", check = key_from_file, per_call = true },
  { name = "account_id", sets = "account_id", check = account_id, env = "FANSLY_ACCOUNT_ID", per_call = true },
  { name = "base_url", sets = "base", check = base_url, env = "FANSLY_BASE_URL", default = DEFAULT_BASE, per_call = true },
  {
    name = "timeout",
    sets = "timeout",
    per_call = true,
    check = function(value)
      return positive(value, 86400)
    end,
  },
  {
    name = "connect_timeout",
    sets = "connect_timeout",
    default = 10,
    per_call = true,
    check = function(value)
      return positive(value, 86400)
    end,
  },
  {
    name = "max_retries",
    sets = "max_retries",
    default = 2,
    per_call = true,
    check = function(value)
      return whole(value, 0, 10, "retries")
    end,
  },
  {
    name = "max_body",
    sets = "max_body",
    default = 16 * 2 ^ 20,
    per_call = true,
    check = function(value)
      return whole(value, 1, 2 ^ 30, "bytes")
    end,
  },
  {
    name = "max_credits",
    sets = "budget",
    per_call = true,
    check = function(value, outer)
      local most, problem = whole(value, 0, 1e12, "credits")
      return most and credits.new_budget(most, outer), problem
    end,
  },
  {
    name = "stall_timeout",
    sets = "stall_timeout",
    default = 120,
    per_call = true,
    check = function(value)
      return positive(value, 86400)
    end,
  },
  { name = "throttle", sets = "throttle", check = flag, per_call = true },
  { name = "on_progress", sets = "on_progress", check = listener, per_call = true },
  { name = "ca_file", sets = "ca_file", check = readable, per_call = true },
  { name = "proxy", sets = "proxy", check = proxy, per_call = true },
  { name = "on_attempt", sets = "on_attempt", check = listener, per_call = true },
  { name = "on_retry", sets = "on_retry", check = listener, per_call = true },
  { name = "transport", sets = "transport", check = transport },
}

--- Names of the options that one call may have.
M.call_options = {}
local names, by_name = {}, {}
for i, option in ipairs(options) do
  names[i] = option.name
  by_name[option.name] = option
  if option.per_call then
    M.call_options[#M.call_options + 1] = option.name
  end
end

local function fault(kind, option, problem, variable)
  local origin = variable and (" (from the environment's %s)"):format(variable) or ""
  return errors.new({ kind = kind, field = option.name, message = ("%s%s %s"):format(option.name, origin, problem) })
end

-- Sets one option; nil where it is not given.
local function apply(config, option, value, kind, variable)
  local checked, problem = option.check(value, config[option.sets])
  if checked == nil then
    return fault(kind, option, problem, variable)
  end
  config[option.sets] = checked
end

local function from_environment(config)
  for _, option in ipairs(options) do
    local value = option.env and config[option.sets] == nil and os.getenv and os.getenv(option.env)
    if value and value ~= "" then
      local err = apply(config, option, value, "config", option.env)
      if err then
        return err
      end
    end
  end
end

local function set_all(config, given, kind)
  if rawget(given, "api_key") ~= nil and rawget(given, "api_key_file") ~= nil then
    return fault(kind, by_name.api_key_file, "is given besides api_key; give one of them")
  end
  for _, option in ipairs(options) do
    local value = rawget(given, option.name)
    local err = value ~= nil and apply(config, option, value, kind)
    if err then
      return err
    end
  end
end

--- The configuration of a new client.
--- Raises for what is no table, or holds a name that is no option: that is a mistake in the program.
---@param given? fansly.Options
---@return table|nil config
---@return fansly.Error|nil err kind `config`
function M.new(given)
  if rawequal(given, package.loaded.fansly) and given ~= nil then
    error("fansly.new: call it with a dot, as in fansly.new { ... }", 3)
  elseif given ~= nil and type(given) ~= "table" then
    return nil, errors.new({ kind = "config", field = "options", message = "options have to be a table, not a " .. type(given) })
  end
  for name in next, given or {} do
    if not by_name[name] then
      error(("fansly.new: the option %s %s"):format(errors.name(name), suggest.unknown(name, names)), 3)
    end
  end
  local config = {}
  local err = set_all(config, given or {}, "config") or from_environment(config)
  if err then
    return nil, err
  elseif not config.key then
    return nil, fault("config", by_name.api_key, "is missing: give api_key or api_key_file, or set FANSLY_API_KEY")
  end
  for _, option in ipairs(options) do
    if config[option.sets] == nil then
      config[option.sets] = option.default
    end
  end
  return config
end

--- The configuration with the options of one call on top.
---@param config table
---@param given? fansly.CallOptions
---@return table|nil config
---@return fansly.Error|nil err kind `validation`
function M.override(config, given)
  if given == nil then
    return config
  elseif type(given) ~= "table" then
    return nil, errors.validation("options", "have to be a table, not a " .. type(given))
  end
  for name in next, given do
    local option = by_name[name]
    if not option then
      return nil, errors.validation(name, suggest.unknown(name, M.call_options))
    elseif not option.per_call then
      return nil, errors.validation(name, "is for fansly.new: a call cannot have one of its own")
    end
  end
  local overridden = copy(config)
  local err = set_all(overridden, given, "validation")
  if err then
    return nil, err
  end
  return overridden
end

---@class fansly.CallOptions
---@field timeout? number seconds for one call with all its attempts and waits; 30, for sends 120
---@field connect_timeout? number seconds to reach the server, 10
---@field max_retries? integer 0 to 10, 2
---@field max_body? integer bytes of an answer after decompression, 16 MiB
---@field max_credits? integer what calls may cost together by estimate; of a list, also the pages that follow
---@field throttle? boolean calls wait where the rate limit leaves little room, and all of them where it was passed
---@field stall_timeout? number seconds that a file on its way up or down may stand still, 120
---@field on_progress? fun(done: integer, total: integer|nil, stage: string) told of a file's bytes, some times a second
---@field account_id? string connected account; else FANSLY_ACCOUNT_ID
---@field api_key? string else FANSLY_API_KEY
---@field api_key_file? string path of a file with the key
---@field base_url? string else FANSLY_BASE_URL
---@field ca_file? string path of the certificates to trust, in place of the system's
---@field on_attempt? fun(attempt: table) told of each try: operation, attempt, outcome, status, kind, elapsed, retry_in
---@field on_retry? fun(attempt: table) told of each try that failed and is followed by another, in `retry_in` seconds
---@field proxy? string URL of a proxy, or "env" for the environment's; without it there is none

---@class fansly.Options: fansly.CallOptions
---@field transport? table in place of the network: a sandbox

return M
