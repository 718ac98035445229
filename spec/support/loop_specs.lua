--- Defines the specs of spec/support/loop_cases.lua for a host in this process.

local fansly = require("fansly")
local loop_cases = require("spec.support.loop_cases")
local wire = require("spec.support.wire")

local TRIES, GAP = 3, 30 -- a busy machine delays everybody's timers

--- What a host's `listen` does where faults go to `fansly.on_error`.
local function listen()
  local told = {}
  function fansly.on_error(problem)
    told[#told + 1] = tostring(problem)
  end
  return told
end

--- Runs a case that measures; the best of a few tries has to be good enough.
---@param name string of the host
---@param run fun(): table the case
local function best_gap(name, run)
  local best = math.huge
  for _ = 1, TRIES do
    local worst = run().worst_gap
    print(("\nmeasured: %s: 50 slow requests, worst gap of a timer of 5 ms: %.1f ms"):format(name, worst))
    best = math.min(best, worst)
    if best < GAP then
      return
    end
  end
  error(("worst gap: %.1f ms"):format(best))
end

--- Call it inside of `describe`.
---@param host table as in loop_cases
---@param name string
---@param missing? string why it cannot run here
local function define(host, name, missing)
  local server, on_error
  host.listen = listen

  setup(function()
    server, on_error = wire.start(), fansly.on_error
  end)

  teardown(function()
    server:stop()
  end)

  after_each(function()
    fansly.on_error = on_error
    host.detach()
    require("fansly.loop").close_network()
  end)

  for _, case in ipairs(loop_cases.sorted()) do
    it(case.title, function()
      if missing then
        pending(missing)
      end
      local bases = loop_cases.bases_of(case, server)
      local function run()
        host.attach()
        return case.run(host, bases)
      end
      if case.name == "slow_requests" then
        best_gap(name, run)
      else
        run()
      end
    end)
  end
end

return { define = define, best_gap = best_gap }
