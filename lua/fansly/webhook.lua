--- Webhooks: the raw bytes of a delivery become an event, once its signature is checked.
--
--     local hook = assert(fansly.webhook.new { secret = os.getenv("FANSLY_WEBHOOK_SECRET") })
--     local event, err = hook:event(body, headers)
--
-- Verification needs the rock luaossl, which is loaded by `new` and by nothing else.

local errors = require("fansly.error")
local event = require("fansly.event")
local suggest = require("fansly.suggest")

---@class fansly.webhook
local M = {}

local MAX_SIZE = 2 ^ 20

--- An event from the raw bytes of a delivery. Nothing tells here where they come from: `hook:event` checks that first.
---@param raw string up to 1 MiB
---@return fansly.Event|nil event
---@return fansly.Error|nil err kind `protocol`, `limit`
function M.parse(raw)
  return event.parse(raw, MAX_SIZE)
end

-- --- signatures ---

local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

local function base64(bytes)
  local padding = -#bytes % 3
  local text = (bytes .. ("\0"):rep(padding)):gsub("...", function(three)
    local a, b, c = three:byte(1, 3)
    local bits = (a * 256 + b) * 256 + c
    return (("...."):gsub(".", function()
      local digit = bits % 64
      bits = (bits - digit) / 64
      return ALPHABET:sub(digit + 1, digit + 1)
    end):reverse())
  end)
  return text:sub(1, #text - padding) .. ("="):rep(padding)
end

local function hex(bytes)
  return (bytes:gsub(".", function(byte)
    return ("%02x"):format(byte:byte())
  end))
end

-- How a digest is written, and what may differ between two writings of it.
local encodings = {
  hex = { write = hex, normal = string.lower },
  base64 = {
    write = base64,
    normal = function(text)
      return text
    end,
  },
}

local function config_error(field, problem)
  return errors.new({ kind = "config", field = field, message = ("%s %s"):format(field, problem) })
end

local function crypto()
  local has_hmac, hmac = pcall(require, "openssl.hmac")
  local has_rand, rand = pcall(require, "openssl.rand")
  if has_hmac and has_rand and type(hmac) == "table" then
    return hmac, rand
  end
  return nil, config_error("luaossl", "is missing: signatures need this rock (lua-luaossl on Debian), which brings OpenSSL's HMAC")
end

local function text(value, default)
  if value == nil then
    return default
  elseif type(value) ~= "string" then
    return nil, "has to be a string, not a " .. type(value)
  elseif value:find("%c") then
    return nil, "contains a control character"
  end
  return value
end

local checks = {}

-- Its value is never shown.
function checks.secret(value)
  if value == nil or value == "" then
    return nil, "is missing: the console of apifansly.com shows it; without it anybody could send events"
  elseif type(value) ~= "string" then
    return nil, "has to be a string, not a " .. type(value)
  elseif value:find("^%s") or value:find("%s$") then
    return nil, "begins or ends with white space; look for a line break that was copied with it"
  end
  return value
end

function checks.header(value)
  local name, problem = text(value, "Signature")
  if name and not name:find("^[%w!#$%%&'*+.^_`|~-]+$") then
    return nil, "is not the name of a header"
  end
  return name, problem
end

function checks.prefix(value)
  return text(value, "")
end

function checks.encoding(value)
  local name = value == nil and "hex" or value
  if encodings[name] then
    return name
  end
  return nil, "has to be one of base64, hex, not " .. errors.shown(value)
end

function checks.max_size(value)
  if value == nil then
    return MAX_SIZE
  elseif type(value) ~= "number" or value < 1 or value % 1 ~= 0 then
    return nil, "has to be a whole number of bytes, not " .. errors.shown(value)
  end
  return value
end

local names = { "secret", "header", "prefix", "encoding", "max_size" }

local function settings_of(options)
  if type(options) ~= "table" then
    return nil, config_error("options", "have to be a table with a secret, not a " .. type(options))
  end
  for name in next, options do
    if not checks[name] then
      return nil, config_error(errors.name(name), suggest.unknown(name, names))
    end
  end
  local settings = {}
  for _, name in ipairs(names) do
    local value, problem = checks[name](rawget(options, name))
    if value == nil then
      return nil, config_error(name, problem)
    end
    settings[name] = value
  end
  return settings
end

local function forged(message)
  return nil, errors.new({
    kind = "auth",
    message = message,
    advice = "answer 401; if the delivery is genuine, check the secret, and the settings header, prefix and encoding",
  })
end

-- The values of a header: of lua-http's headers, or of a table with names in any case.
local function values_of(headers, name)
  if type(headers.get) == "function" then
    return { headers:get(name) }
  end
  local values = {}
  for key, value in pairs(headers) do
    if type(key) == "string" and key:lower() == name then
      for _, each in ipairs(type(value) == "table" and value or { value }) do
        values[#values + 1] = each
      end
    end
  end
  return values
end

-- The one signature that came along.
local function signature_in(headers, name)
  if type(headers) == "string" then
    return headers
  elseif type(headers) ~= "table" then
    return nil, "there is no table of headers"
  end
  local values = values_of(headers, name:lower())
  if #values == 1 and type(values[1]) == "string" then
    return values[1]
  end
  return nil, #values == 0 and ("there is no header %s"):format(name) or ("there are %d headers %s"):format(#values, name)
end

--- Checks deliveries, and makes events of them.
---@class fansly.Webhook
---@field event fun(self: fansly.Webhook, raw: string, headers: table|string): fansly.Event|nil, fansly.Error|nil
---@field verify fun(self: fansly.Webhook, raw: string, headers: table|string): boolean|nil, fansly.Error|nil
---@field sign fun(self: fansly.Webhook, raw: string): string|nil, fansly.Error|nil what the header has to be; for tests

local function check_self(self, hook, name)
  if not rawequal(self, hook) then
    errors.raise_no_self("hook", name)
  end
end

-- The secret is known to these functions only: the hook itself does not hold it.
local function hook_of(settings, hmac, rand)
  local encoding, secret = encodings[settings.encoding], settings.secret
  local hook = {}

  local function digest(key, bytes)
    return hmac.new(key, "sha256"):final(bytes)
  end

  -- What a comparison of these takes tells nothing of the texts: nobody knows the key.
  local function equal(one, other)
    local key = rand.bytes(32)
    return digest(key, one) == digest(key, other)
  end

  function hook.sign(self, raw)
    check_self(self, hook, "sign")
    local err = event.fault_of(raw, math.huge)
    if err then
      return nil, err
    end
    return settings.prefix .. encoding.write(digest(secret, raw))
  end

  function hook.verify(self, raw, headers)
    check_self(self, hook, "verify")
    local err = event.fault_of(raw, settings.max_size)
    if err then
      return nil, err
    end
    local given, problem = signature_in(headers, settings.header)
    if not given then
      return forged(problem)
    end
    local start = #settings.prefix
    if given:sub(1, start) ~= settings.prefix then
      return forged(("the header %s does not begin with %q"):format(settings.header, settings.prefix))
    elseif not equal(encoding.normal(given:sub(start + 1)), encoding.write(digest(secret, raw))) then
      return forged("the signature does not fit the delivery")
    end
    return true
  end

  function hook.event(self, raw, headers)
    check_self(self, hook, "event")
    local ok, err = self:verify(raw, headers)
    if not ok then
      return nil, err
    end
    return event.parse(raw, settings.max_size)
  end

  return hook
end

--- A receiver's view of webhooks: `event` checks the signature of a delivery (HMAC-SHA256 over the raw bytes, compared in constant
--- time) and gives the event. There is no way to leave the secret out.
---@param options { secret: string, header: string|nil, prefix: string|nil, encoding: string|nil, max_size: integer|nil } `header` is
--- `Signature`, `prefix` empty, `encoding` `hex` or `base64`, `max_size` 1 MiB
---@return fansly.Webhook|nil hook
---@return fansly.Error|nil err kind `config`, also where luaossl is missing
function M.new(options)
  local settings, err = settings_of(options)
  if not settings then
    return nil, err
  end
  local hmac, rand = crypto()
  if not hmac then
    return nil, rand
  end
  return hook_of(settings, hmac, rand)
end

return M
