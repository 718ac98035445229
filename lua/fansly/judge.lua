--- What an exchange that did not succeed means: the kind of its error, and the words for it.

local errors = require("fansly.error")

local M = {}

local kind_of_status = {
  [401] = "auth",
  [402] = "payment_required",
  [403] = "forbidden",
  [404] = "not_found",
  [429] = "rate_limited",
}

-- Faults that a bad status outweighs: what came of the body does not matter then.
local outweighed = { network = true, limit = true, protocol = true }

--- The kind of error that an exchange stands for.
---@param exchange table
---@return fansly.ErrorKind
function M.kind_of(exchange)
  local status = exchange.status
  if exchange.fault and not (outweighed[exchange.fault] and status and status >= 400) then
    return exchange.fault
  elseif kind_of_status[status] then
    return kind_of_status[status]
  elseif status >= 500 then
    return "server"
  elseif status >= 400 then
    return "api"
  elseif status >= 300 then
    return "protocol"
  elseif exchange.unreadable then
    return exchange.unreadable
  end
  return "api"
end

--- What is told of it.
---@param exchange table
---@param kind fansly.ErrorKind
---@return string
function M.words_of(exchange, kind)
  if exchange.fault then
    return exchange.detail
  elseif exchange.text then
    return errors.clip(exchange.text, 500)
  elseif exchange.status >= 300 and exchange.status < 400 then
    return "the server redirects, which is not followed: the key stays with the host it was meant for"
  elseif kind == exchange.unreadable then
    return exchange.detail
  elseif exchange.status < 300 then
    return ("the API says that it did not succeed (code %s)"):format(tostring(exchange.code or "unknown"))
  end
  return ("the server answered with status %d"):format(exchange.status)
end

return M
