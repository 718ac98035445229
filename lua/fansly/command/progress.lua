--- How far something has come, in one line on standard error: on a terminal alone, and not where the answer goes to the same one.

local terminal = require("fansly.command.terminal")

local Progress = {}
Progress.__index = Progress

local M = {}

local BAR = 24 -- characters

--- A bar for a part of a whole.
---@param done number
---@param total number above 0
---@return string
function M.bar(done, total)
  local share = math.max(0, math.min(1, done / total))
  local full = math.floor(share * BAR)
  return ("[%s%s] %3d%%"):format(("#"):rep(full), ("-"):rep(BAR - full), math.floor(share * 100))
end

--- Shows a text in place of the one before.
---@param text string
function Progress:show(text)
  if self.width then
    io.stderr:write("\r", terminal.fit(terminal.clean(text), self.width - 1))
    io.stderr:flush()
    self.shown = true
  end
end

--- What `on_progress` calls for a file; nil where nobody looks.
---@return fun(done: number, total: number|nil, stage: string)|nil
function Progress:follower()
  return self.width and function(done, total, stage)
    self:show(("%s %s"):format(stage, total and total > 0 and M.bar(done, total) or ("%.1f MB"):format(done / 1e6)))
  end or nil
end

--- Leaves the line empty for what comes next.
function Progress:clear()
  if self.shown then
    io.stderr:write("\r", (" "):rep(self.width - 1), "\r")
    self.shown = false
  end
end

--- A line of progress.
---@param beside_answer? boolean the answer is printed at the same time
function M.new(beside_answer)
  -- the cursor is in the middle of an answer there
  local shared = beside_answer and terminal.width("stdout") ~= nil
  return setmetatable({ width = not shared and terminal.width("stderr") or nil, shown = false }, Progress)
end

return M
