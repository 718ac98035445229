--- `fansly doctor`: what can be wrong between here and the API, and how to mend it.

local fansly = require("fansly")
local json = require("fansly.command.json")
local log = require("fansly.log")
local output = require("fansly.command.output")
local parser = require("fansly.command.parser")
local status = require("fansly.command.status")
local terminal = require("fansly.command.terminal")
local times = require("fansly.units.times")

local Doctor = {}
Doctor.__index = Doctor

local M = {}

local TIMEOUT = 15 -- seconds for a call
local SKEW = 60 -- seconds that a clock may be off
local FEW = 0.1 -- of the requests of a minute

-- By kind of an error: the check that it is about, and the mend.
local meanings = {
  config = { "settings" },
  auth = { "key", "copy the key again from the console of apifansly.com (no quotes, no spaces), or make a new one there" },
  payment_required = { "credits", "add credits in the console of apifansly.com, or wait for the next month of the plan" },
  forbidden = { "account", "use an account that belongs to this key, or connect it again in the console of apifansly.com" },
  not_found = { "base url", "take FANSLY_BASE_URL and --base-url away: the right address is built in" },
  rate_limited = { "rate limit", "wait a minute, and let other programs with this key make fewer calls" },
  network = { "network", "look at the network, at the proxy (--proxy URL, or --proxy env), and at FANSLY_BASE_URL" },
  timeout = { "network", "look at the network and at the proxy (--proxy URL, or --proxy env); --timeout gives it longer" },
  tls = {
    "tls", "set the clock, install ca-certificates, or name the certificate of what stands between here and the server with --ca-file",
  },
  server = { "service", "the service has a fault: try again later" },
  protocol = { "service", "something else answers there: look at FANSLY_BASE_URL and at the proxy" },
}

local proxy_variables = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy" }

-- --- telling ---

local marks = { ok = "ok  ", warn = "look", fail = "FAIL", skip = "-   " }

function Doctor:tell(check, state, text, mend)
  if self.json then
    return output.write(json.line({ check = check, state = state, text = text, mend = mend }) .. "\n")
  end
  output.write(("%s  %s  %s\n"):format(marks[state], terminal.fit(check, 10), terminal.clean(text)))
  if mend then
    output.write(("%s  mend: %s\n"):format((" "):rep(16), terminal.clean(mend)))
  end
end

-- A check that failed; the first one decides on the exit status.
function Doctor:fail(check, err, mend)
  self.status = self.status or status.of(err)
  self:tell(check, "fail", err.message, mend)
end

function Doctor:fail_by(err, mend)
  local meaning = meanings[err.kind] or { "service" }
  self:fail(meaning[1], err, mend or meaning[2])
end

-- --- checks ---

function Doctor:check_module()
  local versions = fansly.versions()
  local lua = rawget(_G, "jit") and rawget(_G, "jit").version or _VERSION
  self:tell("module", "ok", ("fansly %s, %s, libcurl %s, %s"):format(versions.module, lua, versions.curl, versions.ssl))
end

local field_mends = {
  api_key = "export FANSLY_API_KEY=..., or --key-file FILE with the key in it; it is made in the console of apifansly.com",
  api_key_file = "the file has to hold the key, and nothing else",
  account_id = "`fansly list_accounts` tells the accounts of the key: export FANSLY_ACCOUNT_ID=fansly_acc_...",
  base_url = "take FANSLY_BASE_URL and --base-url away: the right address is built in",
}

local field_checks = { api_key = "key", api_key_file = "key", account_id = "account", base_url = "base url", ca_file = "tls" }

function Doctor:check_settings()
  local client, err = fansly.new(self.settings)
  if not client then
    self:fail(field_checks[err.field] or err.field, err, field_mends[err.field])
    return false
  end
  self.client = client
  return true
end

function Doctor:check_proxy()
  local set
  for _, name in ipairs(proxy_variables) do
    local value = os.getenv(name)
    set = set or value and value ~= "" and name
  end
  if self.settings.proxy then
    self:tell("proxy", "ok", self.settings.proxy == "env" and "as the environment says" or "as --proxy says")
  elseif set then
    local mend = 'if the network needs it: --proxy env, or proxy = "env" in fansly.new'
    self:tell("proxy", "warn", set .. " is set in the environment, and is not used", mend)
  else
    self:tell("proxy", "ok", "none")
  end
end

function Doctor:check_wire(wire)
  if wire.waiting then
    self:tell("network", "ok", ("first byte after %.0f ms"):format(wire.waiting * 1000))
  end
  if wire.tls then
    self:tell("tls", "ok", ("%s, HTTP/%s"):format(wire.tls, wire.http or "?"))
  elseif self.client.config.base:find("^http://") then
    self:tell("tls", "skip", "none: the address is one of this machine")
  end
end

function Doctor:check_clock(server_time)
  if not server_time then
    return self:tell("clock", "skip", "the server does not tell the time")
  end
  local off = os.time() - server_time
  if math.abs(off) <= SKEW then
    return self:tell("clock", "ok", ("%.0f s from the server's"):format(math.abs(off)))
  end
  self:tell("clock", "warn", ("%.0f s %s the server's"):format(math.abs(off), off > 0 and "ahead of" or "behind"),
    "set the clock (timedatectl set-ntp true): times for earnings and schedules are refused or wrong, and TLS may fail")
end

-- --- the calls ---

-- What an exchange says of the way to the server, whatever became of the call.
function Doctor:check_exchange(info)
  local wire = self.wire or {}
  if wire.waiting then
    self:check_wire(wire)
    self:check_clock(wire.date or info and info.timestamp and times.time(info.timestamp))
  end
end

local about_account = { forbidden = true, not_found = true }

function Doctor:accept_key()
  local file = self.settings.api_key_file
  self:tell("key", "ok", "accepted; from " .. (file and "the file " .. file or "FANSLY_API_KEY"))
end

local function ids_of(accounts)
  local ids = {}
  for i, account in ipairs(type(accounts) == "table" and accounts or {}) do
    ids[i] = type(account) == "table" and tostring(account.accountId) or "?"
  end
  return ids[1] and table.concat(ids, ", ")
end

-- The accounts that the key may use; a call that needs none.
function Doctor:mend_of_account()
  local accounts = self.client.accounts:list()
  local ids = ids_of(accounts)
  return ids and "the key may use: " .. ids .. ". export FANSLY_ACCOUNT_ID=..., or --account ID" or field_mends.account_id
end

function Doctor:fail_account(kind, text)
  self:fail("account", { kind = kind, message = text }, self:mend_of_account())
end

-- Without an account there is one thing to ask for all the same.
function Doctor:check_key_alone()
  local _, err, info = self.client.accounts:list()
  self:check_exchange(info)
  if err and not about_account[err.kind] then
    self:fail_by(err)
  elseif not err then
    self:accept_key()
  end
  self:fail_account("config", "FANSLY_ACCOUNT_ID is not set, and --account not given")
end

function Doctor:check_account()
  local id = self.client.config.account_id
  if not id then
    return self:check_key_alone()
  end
  local profile, err, info = self.client.accounts:get_current()
  self:check_exchange(info)
  if err and about_account[err.kind] then
    local native = id:find("^%d+$") and "; it is all digits, so it may be a native id, and not the service's name for the account" or ""
    return self:fail_account(err.kind, err.message .. native)
  elseif err then
    return self:fail_by(err)
  end
  self:accept_key()
  local name = type(profile) == "table" and (profile.username or profile.displayName)
  self:tell("account", "ok", id .. (name and (", which is " .. tostring(name)) or ""))
  self:check_rate_limit(info.rate_limit)
end

function Doctor:check_rate_limit(limit)
  if not limit or not limit.remaining then
    return self:tell("rate limit", "skip", "the server does not tell")
  end
  local text = ("%d of %s requests left in this minute%s"):format(
    limit.remaining, tostring(limit.limit or "?"), limit.plan and ", plan " .. limit.plan or "")
  if limit.limit and limit.remaining < FEW * limit.limit then
    return self:tell("rate limit", "warn", text, "let programs with this key make fewer calls, or take a larger plan")
  end
  self:tell("rate limit", "ok", text)
end

function Doctor:print_trace()
  for _, record in ipairs(self.records) do
    output.write((self.json and json.line(record) or terminal.clean(log.line(record))) .. "\n")
  end
end

---@param parsed table
---@return integer exit status
function M.run(parsed)
  local settings = parser.settings_of(parsed)
  settings.timeout = settings.timeout or TIMEOUT
  settings.max_retries = 0
  local doctor = setmetatable({ settings = settings, json = parsed.json, records = {} }, Doctor)
  fansly.log(function(record)
    doctor.records[#doctor.records + 1] = record
    doctor.wire = record.wire or doctor.wire
  end, "trace")
  doctor:check_module()
  if doctor:check_settings() then
    doctor:check_proxy()
    doctor:check_account()
  end
  if parsed.trace then
    doctor:print_trace()
  end
  return doctor.status or 0
end

return M
