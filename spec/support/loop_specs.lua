--- Runs spec/support/loop_cases.lua for a host in this process.

local fansly = require("fansly")
local loop = require("fansly.loop")
local loop_cases = require("spec.support.loop_cases")
local wire = require("spec.support.wire")

local M = {}

local TRIES = 8 -- a busy machine delays everybody's timers
local GAP = os.getenv("FANSLY_SLOW") and 300 or 30 -- ms; sanitizers and an eager collector are slow

--- What a host's `listen` does where faults go to `fansly.on_error`.
local function listen()
  local told = {}
  function fansly.on_error(problem)
    told[#told + 1] = tostring(problem)
  end
  return told
end

--- Runs a case that measures; the best of a few tries has to be good enough.
---@param host string its name
---@param case table
---@param run fun(): table
function M.best_gap(host, case, run)
  local text
  for _ = 1, TRIES do
    local worst = run().worst_gap
    text = ("measured: %s, %s: worst gap of a timer of 5 ms %.1f ms"):format(host, case.measured, worst)
    if case.printed or worst >= GAP then
      print("\n" .. text)
    end
    if worst < GAP then
      return
    end
  end
  -- nothing but the module's own work may take so long that every try is over the limit
  error(text)
end

--- What a spec file has to hand to busted.
---@param host table as in loop_cases
---@param name string
---@return table suite `cases`, `setup`, `teardown`, `after_each`, `run(case)`
function M.new(host, name)
  local suite = { cases = loop_cases.sorted() }
  local server, on_error
  host.listen = listen

  function suite.setup()
    server, on_error = wire.start(), fansly.on_error
  end

  function suite.teardown()
    server:stop()
  end

  function suite.after_each()
    fansly.on_error = on_error
    host.detach()
    loop.abandon_network()
    loop.tidy()
  end

  function suite.run(case)
    local bases = loop_cases.bases_of(case, server)
    local function run()
      host.attach()
      return case.run(host, bases)
    end
    if case.measured then
      M.best_gap(name, case, run)
    else
      run()
    end
  end

  return suite
end

return M
