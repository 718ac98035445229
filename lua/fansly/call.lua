--- The life of one call: prepare, submit, judge, retry, unwrap.

local config = require("fansly.config")
local core = require("fansly.core")
local credits = require("fansly.credits")
local errors = require("fansly.error")
local log = require("fansly.log")
local loop = require("fansly.loop")
local progress = require("fansly.progress")
local refusal = require("fansly.refusal")
local request = require("fansly.request")
local result = require("fansly.result")
local retry = require("fansly.retry")
local secrets = require("fansly.secrets")
local task = require("fansly.task")
local throttle = require("fansly.throttle")

local Call = {}
Call.__index = Call

local M = {}

-- Seconds for a whole call. A send has longer: a server may still be at it, and nobody knows when it is cut off.
local timeouts = { read = 30, idempotent = 30, send = 120 }

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
  self.request = false
  result.return_spare(self)
  progress.stop(self)
  self.client.session.calls[self] = nil
  if self.entry then
    loop.enqueue(self.entry)
  end
end

-- Ends the call, and has that logged.
function Call:conclude(value, err, info)
  log.call(self, err)
  self:finish(value, err, info)
end

--- Ends the call where the memory for anything else is out, with what was made before it began. Makes nothing new.
---@param problem any what was raised
function Call:break_off(problem)
  if self.done then
    return
  end
  local err = result.use_spare(self)
  err.message = type(problem) == "string" and problem or err.message
  err.attempts = self.id and self.attempts + 1 or self.attempts
  err.maybe_sent = self.maybe_sent or self.acted or self.id ~= false
  loop.drop(self)
  loop.forget(self)
  credits.release(self)
  self:finish(nil, err)
end

function Call:begin()
  self.client.session.calls[self] = true
  progress.follow(self)
  self:submit()
end

--- Begins, once; `on_done` is called behind the turn in which it ends.
function Call:start(on_done)
  self.entry = on_done and loop.entry(on_done)
  local ok, problem = pcall(self.begin, self)
  if not ok then
    errors.expect_memory(problem)
    self:break_off(problem)
  end
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
  self.id = false
  self.acted = exchange.outcome == "done"
  self.attempts = self.attempts + 1
  secrets.hide(self.row, self.args, exchange)
  throttle.learn(self.client.session.throttle, exchange)
  local cost = credits.settle(self, exchange)
  self.credits = self.credits + cost
  -- what one attempt may have done, no later one undoes
  self.maybe_sent = self.maybe_sent or exchange.outcome == "maybe_sent"
  local value, err
  if self.cancelled then
    return self:finish_cancelled(exchange)
  elseif exchange.outcome == "done" then
    value, err = result.value_of(self, exchange)
  else
    err = result.error_of(self, exchange)
  end
  local wait = err and self:next_wait(exchange, err)
  log.attempt(self, exchange, cost, err, wait)
  if self.cancelled then
    return self:finish_cancelled(exchange) -- by a finalizer, in the middle of this
  elseif wait then
    self.waiting = true
    return loop.after(wait, self)
  elseif not err then
    retry.earn(self.client.session.retries)
    progress.last(self, value)
  end
  self:conclude(value, err, result.info_of(self, exchange))
end

-- The request may have been answered before it could be ended; then nobody gets to know how.
function Call:finish_cancelled(exchange)
  local err = result.error(self, { kind = "cancelled", message = "cancelled by the caller", maybe_sent = self.acted })
  self:conclude(nil, err, exchange and result.info_of(self, exchange))
end

-- The loop's timer: another attempt.
function Call:due()
  self.waiting = false
  if not self.done then
    self:submit()
  end
end

-- Why it goes no further, and what that means for what was sent.
function Call:stopped_by(reason)
  return reason .. ": " .. (self.attempts == 0 and "nothing was sent" or "it was not sent again")
end

-- Whether it has to wait for its turn: it goes on by itself then, or has ended where that comes too late.
function Call:is_held_back()
  local wait = self.config.throttle and throttle.wait(self.client.session.throttle, self) or 0
  if wait <= 0 then
    self.turn = false -- another attempt has one of its own
    return false
  elseif wait >= self:remaining() then
    local message = self:stopped_by("the rate limit leaves no room for it within its timeout")
    self:conclude(nil, result.error(self, { kind = "rate_limited", message = message, retry_after = wait }))
  else
    self.waiting = true
    loop.after(wait, self)
  end
  return true
end

function Call:submit()
  local transport, problem, kind = self.config.transport, forked(self.client.session), "closed"
  if not transport and not problem then
    transport, problem, kind = loop.network()
  end
  if self.cancelled then
    return self:finish_cancelled()
  elseif not problem and self:is_held_back() then
    return
  elseif not problem then
    problem, kind = credits.hold(self), "limit"
    problem = problem and self:stopped_by(problem)
  end
  if problem then
    return self:conclude(nil, result.error(self, { kind = kind, message = problem }))
  end
  local prepared = self.request
  prepared.timeout = math.max(0.002, self:remaining())
  prepared.trace = log.wants("trace")
  local id, fault, message, field = loop.submit(transport, prepared, self)
  if not id then
    credits.release(self)
    return self:conclude(nil, result.error(self, { kind = fault, message = message, field = field }))
  end
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

local function refused(message)
  return message and errors.new({ kind = "closed", message = message }) or nil
end

--- What is told where a session's client was closed.
---@param session table
---@return fansly.Error|nil err kind `closed`
function M.closed(session)
  return refused(session.closed and "the client is closed")
end

--- A call that is ready to start, with its arguments checked.
---@param client table
---@param row table of the operation
---@param args? table parameters, by name
---@param options? fansly.CallOptions
---@param chain? table what led to the page; the options go on top of its settings
---@return table|nil call
---@return fansly.Error|nil err
local function prepare(client, row, args, options, chain)
  local closed = M.closed(client.session) or refused(forked(client.session))
  if closed then
    return nil, closed
  end
  args = args == nil and {} or args
  local settings, err = config.override(chain and chain.settings or client.config, options)
  local prepared
  if settings then
    prepared, err = request.new(row, args, settings)
  end
  if not prepared then
    return nil, err
  end
  client.session.keys[settings.key] = true
  -- all its fields are there from the beginning: to set one of those needs no memory
  local call = setmetatable({
    client = client,
    row = row,
    args = args,
    config = settings,
    request = prepared,
    want = prepared.want,
    cursor = prepared.cursor,
    trail = chain and chain.trail,
    place = chain and chain.place,
    timeout = settings.timeout or prepared.patience or row.timeout or timeouts[row.effect],
    started = core.now(),
    started_at = os.time(), -- by the clock of the day
    attempts = 0,
    credits = 0,
    held = 0, -- credits set aside for the attempt that is under way
    transport = false, -- and id: of the request that is under way
    id = false,
    maybe_sent = false, -- an attempt may have had an effect
    acted = false, -- the server says that it did
    cancelled = false,
    waiting = false, -- for another attempt, or its turn
    turn = false, -- the time of it, where the client is throttled
    done = false,
    value = false,
    err = false,
    info = false,
    entry = false, -- of the queue
    follower = false, -- who tells on_progress
    spare = false, -- the error where memory is out
  }, Call)
  call.spare = result.spare(call)
  return call
end

-- Prepares a call, and starts it where there is a callback.
local function begin(client, row, args, options, callback, chain)
  local call, err = prepare(client, row, args, options, chain)
  if not call then
    return nil, refusal.answer(row, err, callback)
  elseif not callback then
    return call
  end
  local handle = call:handle()
  call:start(function()
    callback(call.value, call.err, call.info)
  end)
  return nil, handle
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
  local ok, call, handle, err = pcall(begin, client, row, args, options, callback, chain)
  if not ok then
    return refusal.short(call, callback)
  elseif not call then
    return handle, err
  end
  task.await(call, call.config.on_progress ~= nil) -- which is told meanwhile
  return call.value, call.err, call.info
end

--- A client with the options of one call, for a call that takes several exchanges: what these may cost together, too, is one.
---@param client table
---@param options? fansly.CallOptions
---@return table|nil client as `run` takes it
---@return fansly.Error|nil err
function M.with(client, options)
  local settings, err = config.override(client.config, options)
  return settings and { config = settings, session = client.session }, err
end

--- Makes the call that somebody's arguments ask for.
---@param client table
---@param read fun(...): table|nil, table|nil, table|nil, function|nil, fansly.Error|nil, table|nil row, args, options, callback, error,
--- chain; without a row there is nothing to ask for
---@param ... any the arguments; a function as the last of them is a callback
---@return any value as of `run`
---@return fansly.Error|nil err
---@return table|nil info
function M.ask(client, read, ...)
  local ok, row, args, options, callback, err, chain = pcall(read, ...)
  if not ok then
    return refusal.short(row, refusal.callback_of(...))
  elseif err or not row then
    return refusal.answer(row, err, callback)
  end
  return M.run(client, row, args, options, callback, chain)
end

--- The same for what comes of a call that was made: the next page.
---@param read function as for `ask`
function Call:ask(read, ...)
  return M.ask(self.client, read, ...)
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
