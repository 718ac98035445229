--- Faults that nobody waits for: of callbacks, and of tasks whose result nobody asked for.

local when_collected = require("fansly.collected")
local errors = require("fansly.error")

local M = {}

local unclaimed = {} -- faults of tasks, the oldest first
local dropped = false -- whether one of them is of a task that nobody can wait for any more

local function write(...)
  local io = rawget(_G, "io") -- a host may have taken it away
  if io and io.stderr then
    io.stderr:write(...)
  end
end

--- What `fansly.on_error` is until somebody sets it: a line on stderr, or a notification in Neovim.
---@param problem any what was raised
function M.default(problem)
  local text = "fansly: " .. errors.text(problem)
  local vim = rawget(_G, "vim")
  if type(vim) == "table" and vim.schedule and vim.notify then
    vim.schedule(function()
      vim.notify(text, vim.log and vim.log.levels.ERROR)
    end)
  else
    write(text, "\n")
  end
end

--- Hands a fault to `fansly.on_error`. A fault of that function itself goes to stderr.
---@param problem any
function M.error(problem)
  local ok, second = pcall(require("fansly").on_error, problem)
  if not ok then
    write("fansly: on_error failed: ", errors.text(second), " while it was told of: ", errors.text(problem), "\n")
  end
end

--- A message handler: texts get a traceback, error objects and all else stay as they are.
---@param problem any
---@param thread? thread that raised it, when it is over
function M.traceback(problem, thread)
  local debug = rawget(_G, "debug")
  if type(problem) ~= "string" or not debug then
    return problem
  elseif thread then
    return debug.traceback(thread, problem)
  end
  return debug.traceback(problem, 2)
end

--- Keeps the fault of a task until somebody waits for the task.
---@return table held the task has to keep it: once that is collected, nobody will ever wait
function M.hold(problem)
  local fault = { problem = problem }
  unclaimed[#unclaimed + 1] = fault
  return {
    fault = fault,
    sentinel = when_collected(function()
      fault.dropped, dropped = true, true
    end),
  }
end

--- Somebody waits for the task: its fault is theirs.
function M.claim(held)
  for place, fault in ipairs(unclaimed) do
    if fault == held.fault then
      table.remove(unclaimed, place)
      break
    end
  end
end

--- Tells of the faults that nobody will wait for: those of tasks that are gone, and all when nothing is pending any more.
---@param pending integer
function M.when_idle(pending)
  if #unclaimed == 0 or pending > 0 and not dropped then
    return
  end
  local held = unclaimed
  unclaimed, dropped = {}, false
  for _, fault in ipairs(held) do
    if pending == 0 or fault.dropped then
      M.error(fault.problem)
    else
      unclaimed[#unclaimed + 1] = fault
    end
  end
end

return M
