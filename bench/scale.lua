--- What a call costs with more and more of them in flight, and a page with more and more of them behind it; beside the limit. Prints
--- Markdown. For Lua 5.4; `scale.lua REPETITIONS`, with HTTP_URL and BENCH_WORK in the environment.

local median = require("bench.median")

local repetitions = tonumber(arg[1]) or 7
local chats = "/api/fansly/fansly_acc_bench/chats"
local paths = 'LUA_PATH="./lua/?.lua;./lua/?/init.lua;./?.lua;;" LUA_CPATH="./build/5.4/?.so;;" '
local programs = { limit = '"$BENCH_WORK/limit"', fansly = paths .. "lua5.4 bench/peers/fansly.lua" }

local function run(program, work, base, count, warm, in_flight)
  local command = "IN_FLIGHT=%d %s %s $HTTP_URL%s %d %d"
  local pipe = assert(io.popen(command:format(in_flight or 1, programs[program], work, base .. chats, count, warm)))
  local text = pipe:read("*a")
  pipe:close()
  local cpu, _, _, memory = text:match("([%d.]+) ([%d.]+) (%d+) (%d+)")
  assert(cpu, program .. " failed: " .. text)
  return cpu / count * 1e6, memory / 1024
end

-- The median of each figure over repetitions in which the programs take turns.
local function medians(...)
  local lists, order = {}, { "limit", "fansly" }
  for _ = 1, repetitions do
    for _, program in ipairs(order) do
      local cpu, memory = run(program, ...)
      local list = lists[program] or { cpu = {}, memory = {} }
      lists[program] = list
      table.insert(list.cpu, cpu)
      table.insert(list.memory, memory)
    end
  end
  local figures = {}
  for _, program in ipairs(order) do
    for _, what in ipairs({ "cpu", "memory" }) do
      local list = lists[program][what]
      figures[#figures + 1] = (median(list))
    end
  end
  return figures
end

local function print_row(title, figures)
  print(("| %s | %.1f | %.1f | %.1f | %.1f |"):format(title, figures[3], figures[1], figures[4], figures[2]))
end

local function print_header(title)
  print("| " .. title .. " | µs CPU each | the limit's | MiB at most | the limit's |\n" .. ("|---"):rep(5) .. "|")
end

print_header("calls in flight, http, 20 chats")
for _, in_flight in ipairs({ 1, 16, 64, 256, 1024, 4096 }) do
  local count = math.max(4000, in_flight * 4)
  print_row(tostring(in_flight), medians("flight", "/20", count, math.max(400, in_flight * 2), in_flight))
end
print()
print_header("pages of 100 chats, one after the other")
for _, pages in ipairs({ 10, 100, 1000 }) do
  print_row(("%d (%d chats)"):format(pages, pages * 100), medians("pages", "/pages", pages, math.min(pages, 20)))
end
