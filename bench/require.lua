--- What the start costs: time, and memory that Lua holds afterwards, of `require "fansly"` and then of the first client, which
--- loads the core and with it libcurl. One process, one measurement.

local function measure(action)
  collectgarbage()
  collectgarbage()
  local before, start = collectgarbage("count"), os.clock()
  local value = action()
  local seconds = os.clock() - start
  collectgarbage()
  collectgarbage()
  return seconds * 1000, collectgarbage("count") - before, value
end

local required, required_kib, fansly = measure(function()
  return require("fansly")
end)
local made, made_kib, client = measure(function()
  return fansly.new({ api_key = "bench-key-0000000000", account_id = "fansly_acc_bench" })
end)
assert(client)
io.write(("%.3f %.0f %.3f %.0f\n"):format(required, required_kib, made, made_kib))
