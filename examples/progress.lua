--- How far a file has come, for standard output: a bar that is drawn over itself on a terminal, some plain lines in a pipe or a file.
---
---     local progress = dofile("examples/progress.lua")
---     client.media:upload(path, { on_progress = progress("Uploading") })

local CELLS, STEPS = 30, 4

local MIB = 2 ^ 20

-- Lua 5.1 gives the status of a command, later ones whether it went well.
local function on_terminal()
  local result = os.execute("test -t 1")
  return result == true or result == 0
end

local function amount(done, total, stage)
  if stage == "processing" then
    return ("%d%%, processing"):format(done)
  elseif not total then
    return ("%.1f MiB"):format(done / MIB)
  end
  return ("%3d%% of %.1f MiB"):format(math.floor(100 * done / total), total / MIB)
end

local function share(done, total)
  return total and total > 0 and done / total or 0
end

local function bar(title)
  return function(done, total, stage)
    local full = math.floor(CELLS * share(done, total))
    local cells = ("#"):rep(full) .. ("."):rep(CELLS - full)
    io.write(("\r%s [%s] %-24s%s"):format(title, cells, amount(done, total, stage), done == total and "\n" or ""))
    io.flush()
  end
end

-- A line at the beginning, at each quarter and at the end of each stage.
local function lines(title)
  local told, staged
  return function(done, total, stage)
    local step = math.floor(STEPS * share(done, total))
    if step ~= told or stage ~= staged then
      told, staged = step, stage
      io.write(("%s %s\n"):format(title, amount(done, total, stage)))
    end
  end
end

return on_terminal() and bar or lines
