--- The tables of the comparison, as Markdown. Everything is a ratio to the limit within one repetition; of these the median.

local median = require("bench.median")

local function limit_of(run)
  for _, client in ipairs(run.clients) do
    if client.limit then
      return client
    end
  end
end

-- Ratios by repetition, of one client at one work; to the limit, or to another.
local function ratios(run, work, client, what, other)
  local own, limit = run.results[work.id][client], (run.results[work.over or work.id] or {})[other or limit_of(run)]
  if not own or not limit then
    return nil
  end
  local list = {}
  for round = 1, run.repetitions do
    if own[round] and limit[round] then
      list[#list + 1] = own[round][what] / limit[round][what]
    end
  end
  return #list > 0 and list or nil
end

local function figure(value)
  return (value < 10 and "%.2f" or "%.1f"):format(value)
end

local function spread(list)
  if not list then
    return "–"
  end
  local middle, least, most = median(list)
  return ("%s [%s–%s]"):format(figure(middle), figure(least), figure(most))
end

-- The median of what a client needed itself.
local function own(run, work, client, what)
  local list = {}
  for _, figures in pairs(run.results[work.id] and run.results[work.id][client] or {}) do
    list[#list + 1] = figures[what]
  end
  return (median(list))
end

local function row(cells)
  return "| " .. table.concat(cells, " | ") .. " |"
end

local function header(cells)
  return row(cells) .. "\n|" .. ("---|"):rep(#cells)
end

local function shown(run)
  local list = {}
  for _, work in ipairs(run.works) do
    if not work.hidden then
      list[#list + 1] = work
    end
  end
  return list
end

-- One row for each client, one column for each work; `first` is the cell of the limit, `cell` that of the others.
local function by_client(run, list, first, cell)
  local titles = { "" }
  for _, work in ipairs(list) do
    titles[#titles + 1] = work.title
  end
  local lines = { header(titles) }
  for _, client in ipairs(run.clients) do
    local cells = { client.name }
    for _, work in ipairs(list) do
      cells[#cells + 1] = (client.limit and first or cell)(work, client)
    end
    lines[#lines + 1] = row(cells)
  end
  return table.concat(lines, "\n")
end

local function processor(run)
  return by_client(run, shown(run), function(work, client)
    local seconds = own(run, work, client, "cpu")
    return seconds and (seconds < 1e-3 and ("1 (%.1f µs)"):format(seconds * 1e6) or ("1 (%.1f ms)"):format(seconds * 1e3)) or ""
  end, function(work, client)
    return spread(ratios(run, work, client, "cpu"))
  end)
end

local function clock(run)
  return by_client(run, shown(run), function(work, client)
    local seconds = own(run, work, client, "wall")
    return seconds and ("1 (%.0f a second)"):format(1 / seconds) or ""
  end, function(work, client)
    local list = ratios(run, work, client, "wall")
    return list and figure((median(list))) or "–"
  end)
end

local function memory(run)
  local lines = { header({ "", "GET", "64 in flight", "500 pages", "500 over 50 pages" }) }
  local function mib(id, client)
    local kib = own(run, { id = id }, client, "memory")
    return kib and ("%.1f"):format(kib / 1024) or "–"
  end
  for _, client in ipairs(run.clients) do
    local many, few = own(run, { id = "pages" }, client, "memory"), own(run, { id = "few_pages" }, client, "memory")
    lines[#lines + 1] = row({
      client.name,
      mib("get", client),
      mib("flight", client),
      mib("pages", client),
      many and few and ("%.2f"):format(many / few) or "–",
    })
  end
  return table.concat(lines, "\n")
end

local function verdict(value, goal)
  return value <= goal and "met" or ("%.0f %% above"):format((value / goal - 1) * 100)
end

local function goal_row(title, client, list, goal)
  return row({ title, client.lua, spread(list), ("<= %.2f"):format(goal), verdict((median(list)), goal) })
end

-- The client of another module for the same Lua, if it took part.
local function beside(run, client, pattern)
  for _, other in ipairs(run.clients) do
    if other.name:find(pattern) and other.name:find(client.lua, 1, true) then
      return other
    end
  end
end

local function work_goals(run, work, client, lines)
  local goal = work.goals and work.goals[client.lua]
  local list = goal and ratios(run, work, client, "cpu")
  if list then
    lines[#lines + 1] = goal_row(work.long, client, list, goal)
  end
  local other = work.beside and beside(run, client, "^Lua%-cURL")
  list = other and ratios(run, work, client, "cpu", other)
  if list then
    lines[#lines + 1] = goal_row(work.long .. ", over Lua-cURL and lua-cjson", client, list, work.beside)
  end
end

-- MiB above the limit at the pages, and 500 of them over 50.
local function memory_goals(run, client, lines)
  local pages, few = run.results.pages and run.results.pages[client], run.results.few_pages and run.results.few_pages[client]
  local limit = pages and run.results.pages[limit_of(run)]
  if not few or not limit then
    return
  end
  local above, growth = {}, {}
  for round, page in pairs(pages) do
    above[#above + 1] = limit[round] and (page.memory - limit[round].memory) / 1024
    growth[#growth + 1] = few[round] and page.memory / few[round].memory
  end
  lines[#lines + 1] = goal_row("peak memory of 500 pages, MiB above the limit", client, above, 2)
  lines[#lines + 1] = goal_row("peak memory of 500 over 50 pages", client, growth, 1.02)
end

local function goals(run)
  local lines = { header({ "CPU a request over the limit", "", "measured", "goal", "" }) }
  for _, client in ipairs(run.clients) do
    if client.lua then
      for _, work in ipairs(run.works) do
        work_goals(run, work, client, lines)
      end
      memory_goals(run, client, lines)
    end
  end
  return table.concat(lines, "\n")
end

local function absent(run)
  local list = {}
  for _, entry in ipairs(run.absent) do
    list[#list + 1] = ("- %s: %s"):format(entry.client.name, entry.why)
  end
  return #list > 0 and "Not measured:\n\n" .. table.concat(list, "\n") or "Everybody took part."
end

--- All of it.
return function(run)
  return table.concat({
    ("Medians of %d interleaved repetitions, [least–most]."):format(run.repetitions),
    goals(run),
    "Processor time a request, over the limit in the same repetition:",
    processor(run),
    "Time on the clock, over the limit:",
    clock(run),
    "Peak memory in MiB:",
    memory(run),
    absent(run),
  }, "\n\n")
end
