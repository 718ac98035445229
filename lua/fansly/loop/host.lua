--- The event loop that turns in our place, if there is one.

local M = {}

local current

---@param loop { sync: fun(), release: fun(), await: nil|fun(awaited: table): boolean }|nil
function M.set(loop)
  current = loop
end

---@return table|nil loop
function M.get()
  return current
end

--- What it has to wait for may have changed.
function M.tell()
  if current then
    current.sync()
  end
end

--- The network is about to be closed: it has to let go of its descriptor.
function M.release()
  if current then
    current.release()
  end
end

return M
