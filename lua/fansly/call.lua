--- The life of one call: prepare, submit, judge, retry, unwrap.

local config = require("fansly.config")
local core = require("fansly.core")
local credits = require("fansly.credits")
local errors = require("fansly.error")
local judge = require("fansly.judge")
local loop = require("fansly.loop")
local page = require("fansly.page")
local reconcile = require("fansly.reconcile")
local request = require("fansly.request")
local retry = require("fansly.retry")
local secrets = require("fansly.secrets")
local task = require("fansly.task")

local Call = {}
Call.__index = Call

local M = {}

-- Seconds for a whole call. A send has longer: a server may still be at it, and nobody knows when it is cut off.
local timeouts = { read = 30, idempotent = 30, send = 120 }

function Call:error(fields)
  fields.operation, fields.method, fields.path = self.row.id, self.row.method, self.row.path
  fields.effect = self.row.effect
  fields.attempts = self.attempts
  fields.maybe_sent = fields.maybe_sent or self.maybe_sent
  fields.elapsed = core.now() - self.started
  local err = errors.new(fields)
  if self.row.readback then
    reconcile.remember(err, self.args, self.config.account_id, self.started)
  end
  return err
end

function Call:error_of(exchange)
  local kind = judge.kind_of(exchange)
  return self:error({
    kind = kind,
    message = judge.words_of(exchange, kind),
    status = exchange.status,
    code = exchange.code,
    retry_after = exchange.retry_after,
    request_id = exchange.request_id,
    body = exchange.body,
  })
end

-- A 2xx that lacks what it should bring is no success that could be relied on.
function Call:unproven(exchange, what)
  return self:error({
    kind = "protocol",
    message = ("the answer reports success without %s"):format(what),
    status = exchange.status,
    code = exchange.code,
    maybe_sent = true,
    request_id = exchange.request_id,
  })
end

function Call:value_of(exchange)
  local answer, value = self.row.answer, exchange.value
  if answer.items then
    if not exchange.items then
      return nil, self:unproven(exchange, "a list at " .. answer.items[1])
    end
    return page.new(self, exchange)
  elseif answer.value and type(value) == "table" and value[answer.value] ~= nil then
    value = value[answer.value]
  end
  if answer.needs and (type(value) ~= "table" or not value[answer.needs]) then
    return nil, self:unproven(exchange, answer.needs)
  end
  return value
end

function Call:info_of(exchange)
  return {
    status = exchange.status,
    status_code = exchange.status_code,
    message = exchange.message,
    timestamp = exchange.timestamp,
    attempts = self.attempts,
    bytes = exchange.bytes,
    credits = self.credits,
    elapsed = core.now() - self.started,
    rate_limit = exchange.rate_limit,
    request_id = exchange.request_id,
  }
end

-- --- the course of it ---

-- What is wrong with using a session here; a fork of the process that made it must not repeat its parent's requests.
local function forked(session)
  return session.pid ~= core.pid() and "the process forked, and the client is its parent's" or nil
end

function Call:finish(value, err, info)
  if self.done then
    return
  end
  self.done, self.value, self.err, self.info = true, value, err, info
  self.request = nil
  self.client.session.calls[self] = nil
  if self.on_done then
    loop.later(self.on_done)
  end
end

--- Begins, once; `on_done` is called behind the turn in which it ends.
function Call:start(on_done)
  self.on_done = on_done
  self.client.session.calls[self] = true
  self:submit()
end

--- Whether a call that was given up while it ended may have had an effect.
function Call:maybe_acted()
  if self.err then
    return self.err.maybe_sent
  end
  return self.done and self.row.effect ~= "read"
end

function Call:remaining()
  return self.started + self.timeout - core.now()
end

-- Tells `on_attempt` of an attempt, behind the turn. It gets what may be logged: no key, no ids, no bodies.
function Call:tell(exchange, cost, err, wait)
  local listener = self.config.on_attempt
  if not listener then
    return
  end
  local attempt = {
    operation = self.row.id,
    method = self.row.method,
    path = self.row.path,
    attempt = self.attempts,
    outcome = exchange.outcome,
    status = exchange.status,
    kind = err and err.kind,
    message = err and err.message,
    request_id = exchange.request_id,
    bytes = exchange.bytes,
    credits = cost,
    elapsed = exchange.elapsed,
    retry_in = wait,
  }
  loop.later(function()
    listener(attempt)
  end)
end

function Call:next_wait(exchange, err)
  if not credits.has_room(self) then
    return nil
  end
  return retry.delay({
    err = err,
    outcome = exchange.outcome,
    effect = self.row.effect,
    retries = self.attempts - 1,
    max_retries = self.config.max_retries,
    remaining = self:remaining(),
    budget = self.client.session.retries,
  })
end

-- The transport's watcher.
function Call:answered(exchange)
  self.id = nil
  self.attempts = self.attempts + 1
  secrets.hide(self.row, self.args, exchange)
  local cost = credits.settle(self, exchange)
  self.credits = self.credits + cost
  -- what one attempt may have done, no later one undoes
  self.maybe_sent = self.maybe_sent or exchange.outcome == "maybe_sent"
  local value, err
  if self.cancelled then
    return self:finish_cancelled(exchange)
  elseif exchange.outcome == "done" then
    value, err = self:value_of(exchange)
  else
    err = self:error_of(exchange)
  end
  local wait = err and self:next_wait(exchange, err)
  self:tell(exchange, cost, err, wait)
  if self.cancelled then
    return self:finish_cancelled(exchange) -- by a finalizer, in the middle of this
  elseif wait then
    self.waiting = true
    return loop.after(wait, self)
  elseif not err then
    retry.earn(self.client.session.retries)
  end
  self:finish(value, err, self:info_of(exchange))
end

-- The request may have been answered before it could be ended; then nobody gets to know how.
function Call:finish_cancelled(exchange)
  local acted = exchange ~= nil and exchange.outcome == "done"
  local err = self:error({ kind = "cancelled", message = "cancelled by the caller", maybe_sent = acted })
  self:finish(nil, err, exchange and self:info_of(exchange))
end

-- The loop's timer: another attempt.
function Call:due()
  self.waiting = false
  if not self.done then
    self:submit()
  end
end

function Call:submit()
  local transport, problem, kind = self.config.transport, forked(self.client.session), "closed"
  if not transport and not problem then
    transport, problem, kind = loop.network()
  end
  if self.cancelled then
    return self:finish_cancelled()
  elseif not problem then
    problem, kind = credits.hold(self), "limit"
  end
  if problem then
    return self:finish(nil, self:error({ kind = kind, message = problem }))
  end
  local prepared = self.request
  prepared.timeout = math.max(0.002, self:remaining())
  local id, fault, message, field = loop.submit(transport, prepared, self)
  if not id then
    credits.release(self)
    return self:finish(nil, self:error({ kind = fault, message = message, field = field }))
  end
  self.id, self.transport = id, transport
  if self.cancelled then
    loop.cancel(transport, id)
  end
end

--- Ends the call. What it answers is `cancelled`, unless it was over already.
---@return boolean was_under_way
function Call:cancel()
  if self.done or self.cancelled then
    return false
  end
  self.cancelled = true
  if self.waiting then
    loop.forget(self)
    self:finish_cancelled()
  elseif self.id then
    loop.cancel(self.transport, self.id)
  end
  -- else it is being submitted or judged right now, and a finalizer cancels it: those look at the flag
  return true
end

-- --- from outside ---

--- The same call at another cursor.
---@param cursor string
---@param chain { trail: table, place: integer } the cursors used so far, and how many pages they made
---@param options? fansly.CallOptions on top of those of this call
---@param callback? function
function Call:again(cursor, chain, options, callback)
  local args = {}
  for name, value in next, self.args do
    args[name] = value
  end
  args[self.row.answer.offset and "offset" or "cursor"] = cursor
  chain.settings = self.config
  return M.run(self.client, self.row, args, options, callback, chain)
end

--- The answer where there is nothing more to ask for.
function Call:nothing(callback)
  return M.refuse(self.client, self.row, nil, callback)
end

--- The answer where asking on makes no sense.
function Call:failed(fields, callback)
  return M.refuse(self.client, self.row, errors.new(fields), callback)
end

--- A call that is ready to start, with its arguments checked.
---@param client table
---@param row table of the operation
---@param args? table parameters, by name
---@param options? fansly.CallOptions
---@param base table the configuration that the options go on top of
---@return table|nil call
---@return fansly.Error|nil err
local function prepare(client, row, args, options, base)
  if client.session.closed then
    return nil, errors.new({ kind = "closed", message = "the client is closed" })
  elseif forked(client.session) then
    return nil, errors.new({ kind = "closed", message = forked(client.session) })
  end
  local settings, err = config.override(base, options)
  local prepared
  if settings then
    prepared, err = request.new(row, args, settings)
  end
  if not prepared then
    return nil, err
  end
  return setmetatable({
    client = client,
    row = row,
    args = args,
    config = settings,
    request = prepared.request,
    want = prepared.want,
    cursor = prepared.cursor,
    timeout = settings.timeout or row.timeout or timeouts[row.effect],
    started = core.now(),
    attempts = 0,
    credits = 0,
  }, Call)
end

--- Answers without a request, by the callback where there is one.
---@param err fansly.Error|nil
---@param callback? function
---@return nil|fansly.Handle handle
---@return fansly.Error|nil err
function M.refuse(client, row, err, callback)
  if err then
    err.operation, err.method, err.path = row.id, row.method, row.path
  end
  if not callback then
    return nil, err
  end
  local call = setmetatable({ client = client, row = row, done = true }, Call)
  loop.later(function()
    callback(nil, err)
  end)
  return call:handle()
end

--- Makes a call: waits for it, or starts it where there is a callback.
---@param client table
---@param row table of the operation
---@param args? table parameters, by name
---@param options? fansly.CallOptions
---@param callback? fun(value: any, err: fansly.Error|nil, info: table|nil)
---@param chain? { trail: table, place: integer, settings: table } what led to the page
---@return any value the handle when there is a callback
---@return fansly.Error|nil err
---@return table|nil info
function M.run(client, row, args, options, callback, chain)
  local call, err = prepare(client, row, args == nil and {} or args, options, chain and chain.settings or client.config)
  if not call then
    return M.refuse(client, row, err, callback)
  end
  client.session.keys[call.config.key] = true
  call.trail, call.place = chain and chain.trail, chain and chain.place
  if not callback then
    task.await(call)
    return call.value, call.err, call.info
  end
  call:start(function()
    callback(call.value, call.err, call.info)
  end)
  return call:handle()
end

--- What can be done with a call that goes on by itself.
---@class fansly.Handle
---@field cancel fun(self: fansly.Handle): boolean ends the call: its callback gets `cancelled`, unless it was over
function Call:handle()
  local handle = {}
  function handle.cancel()
    return self:cancel()
  end
  return handle
end

return M
