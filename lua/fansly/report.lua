--- Faults that nobody waits for: of callbacks, and of tasks whose result nobody asked for.

local errors = require("fansly.error")

local M = {}

local unclaimed = {} -- [task] = what it failed with

--- What `fansly.on_error` is until somebody sets it: a line on stderr, or a notification in Neovim.
---@param problem any what was raised
function M.default(problem)
  local text = "fansly: " .. tostring(problem)
  local vim = rawget(_G, "vim")
  if type(vim) == "table" and vim.schedule and vim.notify then
    vim.schedule(function()
      vim.notify(text, vim.log and vim.log.levels.ERROR)
    end)
  else
    io.stderr:write(text, "\n")
  end
end

--- Hands a fault to `fansly.on_error`. A fault of that function itself goes to stderr.
---@param problem any
function M.error(problem)
  local ok, second = pcall(require("fansly").on_error, problem)
  if not ok then
    io.stderr:write("fansly: on_error failed: ", tostring(second), " while it was told of: ", tostring(problem), "\n")
  end
end

--- A message handler: error objects as they are, other texts with a traceback.
function M.traceback(problem)
  if errors.is(problem) or type(problem) ~= "string" then
    return problem
  end
  return debug.traceback(problem, 2)
end

--- Keeps the fault of a task until somebody waits for the task.
function M.hold(task, problem)
  unclaimed[task] = { problem }
end

--- Somebody waits for the task: its fault is theirs.
function M.claim(task)
  unclaimed[task] = nil
end

--- Tells of the faults that are left when nothing is pending any more.
---@param pending integer
function M.when_idle(pending)
  if pending > 0 or next(unclaimed) == nil then
    return
  end
  local left = unclaimed
  unclaimed = {}
  for _, held in pairs(left) do
    M.error(held[1])
  end
end

return M
