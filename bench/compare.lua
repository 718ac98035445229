--- The comparison: every client at every work, in turns, so that what disturbs the machine disturbs them all; and its tables, as
--- Markdown. For Lua 5.4. `compare.lua REPETITIONS`, with the addresses of the server and BENCH_WORK in the environment.
--- ONLY is a pattern for the names of clients, and WORKS for the ids of works.

local clients = require("bench.clients")
local report = require("bench.report")
local works = require("bench.works")

local repetitions = tonumber(arg[1]) or 7
local answers = os.getenv("BENCH_WORK") .. "/nginx/"

local function has(list, words)
  for word in words:gmatch("%S+") do
    if not (" " .. list .. " "):find(" " .. word .. " ", 1, true) then
      return false
    end
  end
  return true
end

-- What one answer adds to the sum: of a client that does not look at it, and of the others. Found by patterns, so that no reader of
-- JSON is checked against itself.
local function sums_of_file(name)
  local file = assert(io.open(answers .. name, "rb"))
  local text = file:read("*a")
  file:close()
  local unread, found = 0, false
  for count in text:gmatch('"unreadCount":(%d+)') do
    unread, found = unread + 1 + tonumber(count), true
  end
  return #text, found and unread or #text:match('"id":"(%d+)"')
end

local function sum_of(work, client, count)
  local bytes, values = 0, 0
  local numbered = work.file:find("%d", 1, true)
  for place = 0, numbered and count - 1 or 0 do
    local more_bytes, more_values = sums_of_file(work.file:format(place))
    bytes, values = bytes + more_bytes, values + more_values
  end
  local times = numbered and 1 or count
  return (client.limit and bytes or values) * times
end

local function count_of(work, client)
  for pattern, count in pairs(work.many or {}) do
    if client.name:find(pattern) then
      return count
    end
  end
  return work.same and work.count or math.max(1, math.min(work.most or math.huge, math.floor(work.count / (client.slow or 1))))
end

local function command_of(work, client, count)
  local times, warm, before = count, math.max(1, math.floor(count * (client.warm or 0.1))), ""
  if work.whole then
    times, warm, before = 1, 0, ('"$BENCH_WORK/cost" %d'):format(count)
  end
  local command = "%s %s %s %s %s %s %d %d"
  return command:format(client.env or "", work.env or "", before, client.run, work.work, work.url, times, warm)
end

-- One run of one client: seconds of the processor and on the clock of a request, and the peak of memory in KiB.
local function measure(work, client)
  local count = count_of(work, client)
  local pipe = assert(io.popen(command_of(work, client, count)))
  local text = pipe:read("*a")
  pipe:close()
  local cpu, wall, sum, memory = text:match("([%d.]+) ([%d.]+) (%d+) (%d+)")
  if not cpu then
    return nil, "failed: " .. text
  elseif not work.whole and tonumber(sum) ~= sum_of(work, client, count) then
    return nil, ("read something else: %s instead of %d"):format(sum, sum_of(work, client, count))
  end
  return { cpu = cpu / count, wall = wall / count, memory = tonumber(memory) }
end

local function present_clients(pattern)
  local present, absent = {}, {}
  for _, client in ipairs(clients) do
    if not (client.limit or client.name:lower():find(pattern:lower())) then
      absent[#absent + 1] = { client = client, why = "not asked for" }
    elseif os.execute("(" .. client.check .. ") >/dev/null 2>&1") then
      present[#present + 1] = client
    else
      absent[#absent + 1] = { client = client, why = client.absent }
    end
  end
  return present, absent
end

-- One repetition of one work: who takes part does it once. A client that fails is told of and left out.
local function repeat_once(work, round, present, results)
  for _, client in ipairs(present) do
    if has(client.can, work.needs) then
      local figures, problem = measure(work, client)
      if figures then
        results[client] = results[client] or {}
        results[client][round] = figures
      else
        io.stderr:write(("%s, %s: %s\n"):format(client.name, work.title, problem))
      end
    end
  end
end

-- What it is at, in a line of its own where somebody looks.
local function progress(text)
  if os.getenv("PROGRESS") then
    io.stderr:write(("\r%-70s\r"):format(text))
  end
end

local function main()
  local present, absent = present_clients(os.getenv("ONLY") or "")
  local results, chosen = {}, {}
  for _, work in ipairs(works) do
    if work.id:find(os.getenv("WORKS") or "") then
      chosen[#chosen + 1], results[work.id] = work, {}
    end
  end
  for round = 1, repetitions do
    for _, work in ipairs(chosen) do
      progress(("repetition %d of %d: %s"):format(round, repetitions, work.title))
      repeat_once(work, round, present, results[work.id])
    end
  end
  progress("")
  io.write(report({ works = chosen, clients = present, absent = absent, results = results, repetitions = repetitions }), "\n")
end

main()
