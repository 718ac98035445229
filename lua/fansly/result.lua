--- What a call answers: its value or its error, and what is told about the exchange.

local core = require("fansly.core")
local errors = require("fansly.error")
local judge = require("fansly.judge")
local page = require("fansly.page")
local sent = require("fansly.sent")

local M = {}

-- What all errors of a call tell.
local function describe(call, fields)
  local row = call.row
  fields.operation, fields.method, fields.path, fields.effect = row.id, row.method, row.path, row.effect
  fields.elapsed = core.now() - call.started
end

--- An error of a call.
---@param call table
---@param fields table at least `kind` and `message`
---@return fansly.Error
function M.error(call, fields)
  describe(call, fields)
  fields.attempts = call.attempts
  fields.maybe_sent = fields.maybe_sent or call.maybe_sent
  local err = errors.new(fields)
  if call.row.readback then
    sent.remember(err, call)
  end
  return err
end

--- An error of a call for where memory is out. That of a send is its own: it is remembered what was sent.
---@param call table
---@return fansly.Error
function M.spare(call)
  return call.row.readback and M.error(call, { kind = "memory", message = errors.memory.message }) or errors.spare()
end

--- The same when it is needed. Makes nothing new.
---@param call table
---@return fansly.Error
function M.use_spare(call)
  local err = call.spare
  describe(call, err)
  err.next, call.spare = nil, false
  return err
end

--- The same when it is not needed any more. Makes nothing new.
---@param call table
function M.return_spare(call)
  if call.spare and not call.row.readback then
    errors.return_spare(call.spare)
  end
  call.spare = false
end

local NATIVE_ID = "check account_id: it looks like a native id of Fansly; client.accounts:list() shows those of the service"
local NOT_THE_API = "what answered may not be the API: check base_url, and what stands between here and it"

-- What to do next, where more is known than the kind.
local function advice_for(call, exchange, kind)
  local account_id = call.request.params.account_id
  if call.row.advice and call.row.advice[kind] then
    return call.row.advice[kind]
  elseif kind == "forbidden" and account_id and not account_id:find("%D") then
    return NATIVE_ID
  elseif kind == "protocol" and not exchange.fault then
    return NOT_THE_API
  elseif exchange.status == 407 or kind == "network" and call.config.proxy then
    return "check proxy, the network and base_url"
  end
end

--- The error that an exchange stands for.
---@param call table
---@param exchange table
---@return fansly.Error
function M.error_of(call, exchange)
  local kind = judge.kind_of(exchange)
  return M.error(call, {
    kind = kind,
    message = judge.words_of(exchange, kind),
    status = exchange.status,
    code = exchange.code,
    retry_after = exchange.retry_after,
    request_id = exchange.request_id,
    body = exchange.body,
    field = exchange.fault == "validation" and "file" or nil,
    advice = advice_for(call, exchange, kind),
  })
end

-- A 2xx that lacks what it should bring is no success that could be relied on.
local function unproven(call, exchange, what)
  return M.error(call, {
    kind = "protocol",
    message = ("the answer reports success without %s"):format(what),
    status = exchange.status,
    code = exchange.code,
    maybe_sent = true,
    request_id = exchange.request_id,
  })
end

-- The value at names joined by dots.
local function at(value, place)
  for name in place:gmatch("[^.]+") do
    value = type(value) == "table" and value[name]
  end
  return value
end

-- What an answer needs and does not have: the one place, or the first of several that would do.
local function missing_in(value, needs)
  local places = type(needs) == "table" and needs or { needs }
  for _, place in ipairs(places) do
    if at(value, place) then
      return nil
    end
  end
  return places[1]
end

--- What the call answers, out of an exchange that says `done`.
---@param call table
---@param exchange table
---@return any value
---@return fansly.Error|nil err
function M.value_of(call, exchange)
  local answer, value = call.row.answer, exchange.value
  if call.request.save then
    return { path = call.request.save.path, bytes = exchange.bytes, type = exchange.type }
  elseif answer.items then
    if not exchange.items then
      return nil, unproven(call, exchange, "a list at " .. answer.items[1])
    end
    local made, fields = page.new(call, exchange)
    return made, fields and M.error(call, fields)
  elseif answer.value and type(value) == "table" and value[answer.value] ~= nil then
    value = value[answer.value]
  end
  local missing = answer.needs and missing_in(value, answer.needs)
  if missing then
    return nil, unproven(call, exchange, missing)
  end
  return value
end

---@class fansly.RateLimit
---@field limit? integer requests a minute
---@field remaining? integer left of them
---@field plan? string
---@field retry_after? number seconds to wait

---@class fansly.Info
---@field status integer HTTP status
---@field status_code? integer status inside the answer
---@field message? string of the service
---@field timestamp? string of the service, ISO 8601
---@field attempts integer how often the request was tried
---@field bytes integer of the answer, after decompression
---@field credits integer what the call cost, by estimate
---@field elapsed number seconds from the call to the answer, waits included
---@field rate_limit? fansly.RateLimit
---@field request_id? string the server's name for the exchange
---@field verified? boolean of `send_ppv` with `verify`: true where the media is locked, false where that could not be found out
---@field verify_error? fansly.Error why not

--- What is told about the exchange besides.
---@param call table
---@param exchange table
---@return fansly.Info info
function M.info_of(call, exchange)
  return {
    status = exchange.status,
    status_code = exchange.status_code,
    message = exchange.message,
    timestamp = exchange.timestamp,
    attempts = call.attempts,
    bytes = exchange.bytes,
    credits = call.credits,
    elapsed = core.now() - call.started,
    rate_limit = exchange.rate_limit,
    request_id = exchange.request_id,
  }
end

return M
