--- What single things cost: their goals, and what was measured, as Markdown. For Lua 5.4; `singles.lua REPETITIONS`, with the addresses
--- of the servers, BUNDLE (the system's certificates and the server's) and BENCH_WORK in the environment.

local median = require("bench.median")

local repetitions = tonumber(arg[1]) or 7

-- What each program needs to know.
local bundled = 'CA_FILE="$BUNDLE" '
local programs = {
  require = "",
  decode = "",
  idle = "",
  connections = bundled .. "BASE_URL=$HTTPS_URL/20",
  first_frames = bundled .. "BASE_URL=$H2_URL/20",
  warm_frames = bundled .. "WARM=1 BASE_URL=$H2_URL/20",
  frames = "BASE_URL=$HTTP_URL/20",
}

-- A program prints figures; `at` is the place of the one that is meant, or a pattern that finds it.
local things = {
  { what = '`require "fansly"`, ms', from = "require", at = 1, goal = 2 },
  { what = '`require "fansly"`, KiB of Lua\'s memory', from = "require", at = 2, goal = 300 },
  { what = "the first `fansly.new`, which loads libcurl, ms", from = "require", at = 3 },
  { what = "the first `fansly.new`, KiB of Lua's memory", from = "require", at = 4 },
  { what = "reading 64 answers of 100 chats, over lua-cjson", from = "decode", at = "core, every value +([%d.]+)", goal = 0.45, jit = 0.5 },
  { what = "two `fields` of them", from = "decode", at = "core, two fields of each chat%s+([%d.]+)", goal = 0.15 },
  { what = "a new TLS connection with the system's CA bundle, ms CPU", from = "connections", at = 1, goal = 0.7 },
  { what = "idle `step(0)`, nothing pending, µs", from = "idle", at = 1, goal = 3 },
  { what = "idle `step(0)`, 64 calls waiting, µs", from = "idle", at = 2, goal = 3 },
  { what = "the core's part of it, µs", from = "idle", at = 3, goal = 1 },
  { what = "longest of the first 30 frames, ms CPU", from = "first_frames", at = 1, goal = 4 },
  { what = "the same behind `fansly.warmup`, ms CPU", from = "warm_frames", at = 1, goal = 4 },
  { what = "99th percentile of frames, 64 in flight, ms CPU", from = "frames", at = "processor p50 [%d.]+  p99 ([%d.]+)", goal = 1.2 },
}
local file_of = { warm_frames = "first_frames" }
local rarely = { frames = true, decode = true } -- these are long, and take a median of their own
local luas = { { name = "Lua 5.4", run = "lua5.4", build = "5.4" }, { name = "LuaJIT", run = "luajit", build = "luajit" } }

local function output(lua, name)
  local paths = ('LUA_PATH="./lua/?.lua;./lua/?/init.lua;./?.lua;;" LUA_CPATH="./build/%s/?.so;;"'):format(lua.build)
  local pipe = assert(io.popen(("%s %s %s bench/%s.lua"):format(paths, programs[name], lua.run, file_of[name] or name)))
  local text = pipe:read("*a")
  pipe:close()
  return text
end

local function pick(text, at)
  if type(at) == "string" then
    return tonumber(text:match(at))
  end
  local words = {}
  for word in text:gmatch("[%d.]+") do
    words[#words + 1] = tonumber(word)
  end
  return words[at]
end

-- The figures of one program serve all things that are read from it.
local function measured(lua)
  local lists, told = {}, {}
  for round = 1, repetitions do
    local texts = {}
    for _, thing in ipairs(things) do
      local from = thing.from
      if not (rarely[from] and round > 3) then
        texts[from] = texts[from] or output(lua, from)
        local value = pick(texts[from], thing.at)
        if value then
          lists[thing] = lists[thing] or {}
          table.insert(lists[thing], value)
        elseif not told[thing] then
          told[thing] = io.stderr:write(("%s, %s: no figure in %q\n"):format(lua.name, thing.what, texts[from]))
        end
      end
    end
  end
  return lists
end

local function has(lua)
  return os.execute("command -v " .. lua.run .. " >/dev/null") == true
end

local function row(lua, thing, list)
  local goal = lua.build == "luajit" and thing.jit or thing.goal
  local middle, least, most = median(list)
  local verdict = not goal and "" or middle <= goal and "met" or ("%.0f %% above"):format((middle / goal - 1) * 100)
  local wanted = goal and ("<= %g"):format(goal) or "–"
  return ("| %s | %s | %.3g [%.3g–%.3g] | %s | %s |"):format(thing.what, lua.name, middle, least, most, wanted, verdict)
end

print("| | | measured | goal | |\n" .. ("|---"):rep(5) .. "|")
for _, lua in ipairs(luas) do
  local lists = has(lua) and measured(lua) or {}
  for _, thing in ipairs(things) do
    if lists[thing] then
      print(row(lua, thing, lists[thing]))
    end
  end
end
