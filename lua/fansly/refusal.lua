--- Answers of calls that end before anything is under way.

local errors = require("fansly.error")
local loop = require("fansly.loop")

local M = {}

local function cancel()
  return false -- it is over already
end

local function tell(err, callback)
  if not callback then
    return nil, err
  end
  local handle = { cancel = cancel }
  loop.later(function()
    callback(nil, err)
  end)
  return handle
end

local function refuse(row, err, callback)
  if err then
    err.operation, err.method, err.path = row.id, row.method, row.path
  end
  return tell(err, callback)
end

--- The answer where memory ran out. Where there is none for the callback either, the call itself has the answer.
---@param problem any what was raised; raised again where it is something else
---@param callback? function
---@return nil|fansly.Handle handle
---@return fansly.Error|nil err
function M.short(problem, callback)
  errors.expect_memory(problem)
  local ok, handle, err = pcall(tell, errors.memory, callback)
  if ok then
    return handle, err
  end
  return nil, errors.memory
end

--- Answers, by the callback where there is one.
---@param row table of the operation
---@param err fansly.Error|nil
---@param callback? function
---@return nil|fansly.Handle handle
---@return fansly.Error|nil err
function M.answer(row, err, callback)
  local ok, handle, problem = pcall(refuse, row, err, callback)
  if ok then
    return handle, problem
  end
  return M.short(handle, callback)
end

--- The callback among arguments that there was no memory to read.
---@return function|nil
function M.callback_of(...)
  local last
  for i = 1, select("#", ...) do
    local argument = select(i, ...)
    if argument ~= nil then
      last = argument
    end
  end
  return type(last) == "function" and last or nil
end

return M
