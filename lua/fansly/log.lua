--- What is told of calls while they run: to `on_attempt` and `on_retry` of a client, and to the log of the whole program.
--
-- All of it may be written down and shown: it has no key, no ids, no arguments and no bodies.

local copy = require("fansly.copy")
local core = require("fansly.core")
local errors = require("fansly.error")
local report = require("fansly.report")
local suggest = require("fansly.suggest")

local M = {}

-- Each level takes in those before it. `trace` adds what is known of the wire to attempts.
local levels = { "error", "warn", "info", "debug", "trace" }
local rank = {}
for place, level in ipairs(levels) do
  rank[level] = place
end

local sink
local most = 0 -- rank of the level that is wanted

local order = {
  "event", "operation", "method", "path", "attempt", "attempts", "outcome", "status", "kind", "maybe_sent", "request_id", "bytes",
  "credits", "elapsed", "retry_in", "message",
}

local function word(value)
  if type(value) == "number" then
    return ("%.6g"):format(value)
  end
  value = tostring(value)
  return value:find("[%s\"=%c]") and ("%q"):format((value:gsub("%c", " "))) or value
end

--- A record as one line of `name=value`.
---@param record fansly.Record
---@return string
function M.line(record)
  local words = { os.date("!%Y-%m-%dT%H:%M:%SZ", record.time), record.level }
  for _, name in ipairs(order) do
    if record[name] ~= nil then
      words[#words + 1] = name .. "=" .. word(record[name])
    end
  end
  for _, name in ipairs(record.wire and M.wire_names or {}) do
    local value = record.wire[name]
    words[#words + 1] = value ~= nil and name .. "=" .. word(type(value) == "table" and table.concat(value, ",") or value) or nil
  end
  return table.concat(words, " ")
end

--- What a trace tells, in the order in which to show it.
M.wire_names = { "http", "tls", "reused", "sent", "received", "lookup", "connect", "handshake", "waiting", "date", "headers" }

-- Something to write lines to becomes a function.
local function function_of(target)
  if type(target) == "function" then
    return target
  end
  local ok, write = pcall(function()
    return target.write
  end)
  if ok and type(write) == "function" then
    return function(record)
      write(target, M.line(record), "\n")
    end
  end
end

---@class fansly.Record
---@field time integer Unix time
---@field level "error"|"warn"|"info"|"debug"|"trace"
---@field event "attempt"|"retry"|"call"
---@field operation string
---@field method string
---@field path string template, without ids
---@field wire? table of an attempt, with level `trace`: `http`, `tls`, `reused`, `sent`, `received` (bytes), `lookup`, `connect`,
--- `handshake`, `waiting` (seconds since the beginning), `date` (the server's clock), `headers` (the names of those that came)

--- Sends what happens to a function, as records, or to a file, as lines. There is one log for the whole program.
---
--- `fansly.log(io.stderr, "debug")`
---@param target? fun(record: fansly.Record)|file* nil: no log any more
---@param level? "error"|"warn"|"info"|"debug"|"trace" failed calls; also retries; also calls; also attempts; also the wire
---@return boolean|nil done
---@return fansly.Error|nil err kind `validation`
function M.set(target, level)
  level = level == nil and "info" or level
  local chosen = target ~= nil and function_of(target) or nil
  if target ~= nil and not chosen then
    return nil, errors.validation("sink", "has to be a function, or a file to write to, not " .. errors.shown(target))
  elseif not rank[level] then
    local problem = type(level) == "string" and suggest.unknown(level, levels) or "has to be one of " .. table.concat(levels, ", ")
    return nil, errors.validation("level", ("%s %s"):format(errors.shown(level), problem))
  end
  sink, most = chosen, chosen and rank[level] or 0
  return true
end

local telling = false

-- At once: where calls wait for their answers, there may be no later turn. What a listener calls itself is not told of.
local function tell(listener, fields)
  if not listener or telling then
    return
  end
  telling = true
  local ok, problem = pcall(listener, fields)
  telling = false
  if not ok then
    report.error(problem)
  end
end

--- Whether records of a level are wanted.
---@param level string
---@return boolean
function M.wants(level)
  return rank[level] <= most
end

local function write(level, event, fields)
  if not M.wants(level) then
    return
  end
  local record = copy(fields)
  record.time, record.level, record.event = os.time(), level, event
  tell(sink, record)
end

--- Tells of an attempt that is over.
---@param call table whose `attempts` include it
---@param exchange table
---@param cost integer credits
---@param err? fansly.Error
---@param wait? number seconds until the next one
function M.attempt(call, exchange, cost, err, wait)
  local settings = call.config
  if most == 0 and not settings.on_attempt and not settings.on_retry then
    return
  end
  local attempt = {
    operation = call.row.id,
    method = call.row.method,
    path = call.row.path,
    attempt = call.attempts,
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
  tell(settings.on_attempt, copy(attempt))
  tell(wait and settings.on_retry, copy(attempt))
  if wait then
    write("warn", "retry", attempt)
  end
  attempt.wire = exchange.trace
  write("debug", "attempt", attempt)
end

--- Tells of a call that is over.
---@param call table
---@param err? fansly.Error
function M.call(call, err)
  if most == 0 then
    return
  end
  write(err and "error" or "info", "call", {
    operation = call.row.id,
    method = call.row.method,
    path = call.row.path,
    attempts = call.attempts,
    status = err and err.status,
    kind = err and err.kind,
    message = err and err.message,
    maybe_sent = err and err.maybe_sent,
    request_id = err and err.request_id,
    credits = call.credits,
    elapsed = core.now() - call.started,
  })
end

return M
