--- Exit statuses of the command, by the kind of an error.

local M = {}

--- What did not come about for another reason than an error.
M.usage, M.not_confirmed, M.broken = 2, 3, 1

--- A send that may have got through, whatever its error: the one that a script must not take for a failure.
M.maybe_sent = 20

M.of_kind = {
  validation = 2,
  config = 4,
  auth = 5,
  payment_required = 6,
  forbidden = 7,
  not_found = 8,
  rate_limited = 9,
  api = 10,
  server = 11,
  network = 12,
  timeout = 13,
  tls = 14,
  protocol = 15,
  limit = 16,
  cancelled = 17,
  closed = 18,
  memory = 19,
}

---@param err fansly.Error
---@return integer
function M.of(err)
  if err.maybe_sent and err.effect == "send" then
    return M.maybe_sent
  end
  return M.of_kind[err.kind] or M.broken
end

return M
