--- The one error object.

---@alias fansly.ErrorKind
---| "config"
---| "validation"
---| "auth"
---| "payment_required"
---| "forbidden"
---| "not_found"
---| "rate_limited"
---| "api"
---| "server"
---| "network"
---| "timeout"
---| "tls"
---| "protocol"
---| "limit"
---| "cancelled"
---| "memory"
---| "closed"

--- What every failed call answers, and what iterators raise.
---@class fansly.Error
---@field kind fansly.ErrorKind
---@field message string what went wrong, in words; without the key
---@field maybe_sent boolean could the server have acted on the request?
---@field attempts integer how often the request was tried; 0 when nothing was sent
---@field field? string the argument or option at fault
---@field status? integer HTTP status
---@field code? integer status inside the answer, or the code of its error object
---@field retry_after? number seconds the server asks to wait
---@field operation? string operationId
---@field method? string HTTP method
---@field path? string path template, without ids
---@field request_id? string the server's name for the exchange
---@field elapsed? number seconds from the call to the error, waits included
---@field job_id? string of an upload that went up, and was not seen to its end
---@field message_id? string of a message that `send_ppv` with `verify` found free to see
---@field body? string first 2 KiB of the answer, without the key
---@field effect? "read"|"idempotent"|"send" of the operation
---@field advice? string what to do next, where the kind alone does not tell
local Error = { __name = "fansly.Error" }
Error.__index = Error

-- What to do next, by kind.
local advice = {
  auth = "check api_key: it was not accepted",
  payment_required = "the plan's credits are used up: stop, and add credits",
  forbidden = "check account_id: the key may not use this account, or it has to be connected again",
  rate_limited = "wait before the next call",
  not_found = "check the ids, and base_url",
  network = "check the network and base_url",
  tls = "check base_url, ca_file, the clock and what stands between here and the server",
  server = "the service is at fault: try again later",
  timeout = "give it more time with the option timeout, or try again later",
  closed = "make a new client with fansly.new",
}

local function next_step(err)
  if err.maybe_sent and err.effect == "send" then
    return "it may have been sent: look before sending it again"
  elseif err.kind == "rate_limited" and err.retry_after then
    return ("wait %g s"):format(err.retry_after)
  end
  return err.advice or advice[err.kind]
end

--- One line: operation, kind, status, message, and what to do next where it is known.
function Error:__tostring()
  local status = self.status and (" (%d)"):format(self.status) or ""
  local line = ("%s: %s%s: %s"):format(self.operation or "fansly", self.kind, status, self.message)
  local step = next_step(self)
  if step then
    line = line:gsub("[%s.]+$", "") .. "; " .. step
  end
  return (line:gsub("%c+", " "))
end

-- So that a message can be joined to an error as to a string.
function Error.__concat(left, right)
  return tostring(left) .. tostring(right)
end

local M = {}

---@param fields table at least `kind` and `message`
---@return fansly.Error
function M.new(fields)
  fields.maybe_sent = fields.maybe_sent or false
  fields.attempts = fields.attempts or 0
  return setmetatable(fields, Error)
end

local SHOWN = 64 -- bytes of a caller's text that a message repeats

--- The beginning of a text that may be of any length, without half a character at its end.
---@param text string
---@param most integer bytes
---@return string
function M.clip(text, most)
  return #text <= most and text or text:sub(1, most):gsub("[\192-\255][\128-\191]*$", "") .. "..."
end

local function clip(text)
  return (M.clip(text, SHOWN):gsub("%c", "?"))
end

local function shown_number(number)
  local text = ("%.14g"):format(number)
  return tonumber(text) == number and text or ("%.17g"):format(number)
end

--- A caller's value for a message: short, printable, and no metamethod of it is called.
---@param value any
---@return string
function M.shown(value)
  local kind = type(value)
  if kind == "string" then
    return '"' .. clip(value) .. '"'
  elseif kind == "number" then
    return shown_number(value)
  elseif kind == "boolean" or kind == "nil" then
    return tostring(value)
  end
  return "a " .. kind
end

--- A text in any case, for what was raised: that may be anything.
---@param problem any
---@return string
function M.text(problem)
  local ok, text = pcall(tostring, problem)
  return ok and type(text) == "string" and text or "an error that has no text"
end

--- The name of a field for a message; callers use anything for a name.
---@param name any
---@return string
function M.name(name)
  return type(name) == "string" and clip(name) or M.shown(name)
end

--- A fault of an argument.
---@param field any name of the argument
---@param problem string what is wrong with it, to be read behind its name
---@return fansly.Error
function M.validation(field, problem)
  field = M.name(field)
  return M.new({ kind = "validation", field = field, message = ("%s %s"):format(field, problem) })
end

--- Raises that a method was not called with a colon, which is a mistake in the program: at the place of the call, where the method
--- finds that by way of one function.
---@param owner string what it should have been called on, as examples name it
---@param name string of the method
function M.raise_no_self(owner, name)
  error(("fansly: call it with a colon, as in %s:%s(...)"):format(owner, name), 4)
end

local NO_MEMORY = "not enough memory" -- Lua's own words, whatever ran out

--- The error where there is no memory for one of its own, and nothing was sent.
M.memory = M.new({ kind = "memory", message = NO_MEMORY })

--- Whether what was raised says that memory is out.
---@param problem any
---@return boolean
function M.is_memory(problem)
  return problem == NO_MEMORY
end

--- Raises again what was raised for any other reason.
---@param problem any
function M.expect_memory(problem)
  if not M.is_memory(problem) then
    error(problem, 0)
  end
end

-- Errors for where memory is out, made before it is; a list of those that were not needed, as most are not.
local spares, spare_count = false, 0

local SPARES = 64 -- kept at most

--- An error of kind `memory`, which has all the fields that it may need.
---@return fansly.Error
function M.spare()
  local err = spares
  if not err then
    local fields = { kind = "memory", message = NO_MEMORY, elapsed = 0, next = false }
    fields.operation, fields.method, fields.path, fields.effect = false, false, false, false
    return M.new(fields)
  end
  spares, spare_count, err.next = err.next, spare_count - 1, false
  return err
end

--- Keeps a spare error that was not used. Makes nothing new.
---@param err fansly.Error
function M.return_spare(err)
  if spare_count < SPARES then
    spares, spare_count, err.next = err, spare_count + 1, spares
  end
end

---@param value any
---@return boolean is_error whether it is an error object of this module
function M.is(value)
  return getmetatable(value) == Error
end

return M
