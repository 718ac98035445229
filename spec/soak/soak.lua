--- Sends messages through the faults of spec/soak/server.lua, 64 in flight, some with short time-outs and some cancelled, and
--- holds what the callers were told against the ledger. `soak.lua BASE_URL COUNT SEED LEDGER_COMMAND CONTROL_COMMAND`

local core = require("fansly.core")
local fansly = require("fansly")

local base, count, seed, ledger_command, control_command = arg[1], tonumber(arg[2]), tonumber(arg[3]), arg[4], arg[5]

-- The same numbers for the same seed, on every Lua.
local state = seed % 2147483646 + 1
local function random()
  state = state * 16807 % 2147483647
  return state / 2147483647
end

local key = require("spec.support.canary")
local client = assert(fansly.new({ api_key = key, account_id = "fansly_acc_soak", base_url = base, timeout = 1 }))

-- --- sending ---

local told = {} -- [id] = "sent", "not sent" or "maybe sent"
local kinds = {}

local function verdict(message, err)
  if message then
    return "sent"
  end
  kinds[err.kind] = (kinds[err.kind] or 0) + 1
  return err.maybe_sent and "maybe sent" or "not sent"
end

local function send_cancelled(id, body)
  local message, err
  local handle = client.messages:send("chat", body, { timeout = 1 }, function(...)
    message, err = ...
  end)
  fansly.sleep(random() * 0.02)
  handle:cancel()
  repeat
    fansly.sleep(0.001)
  until message or err
  told[id] = verdict(message, err)
end

local function send(id)
  local body, way = { content = "soak-" .. id }, random()
  if way < 0.1 then
    return send_cancelled(id, body)
  end
  local options = way < 0.2 and { timeout = 0.01 + random() * 0.2 } or nil
  told[id] = verdict(client.messages:send("chat", body, options))
end

-- --- a picture where somebody looks, lines elsewhere ---

local on_terminal = os.getenv("FANSLY_PROGRESS") == "bar"
local shown = 0

local function show_progress(done)
  local percent = math.floor(done * 100 / count)
  if percent < shown + (on_terminal and 1 or 25) then
    return
  end
  shown = percent
  if on_terminal then
    local full = math.floor(percent * 0.4)
    io.stderr:write("\r[", ("#"):rep(full), (" "):rep(40 - full), ("] %3d %%"):format(percent), percent == 100 and "\n" or "")
  else
    io.stderr:write(("soak: %d of %d\n"):format(done, count))
  end
end

local function send_all()
  local done = 0
  local ids = {}
  for id = 1, count do
    ids[id] = id
  end
  local _, problems = fansly.map(ids, function(id)
    send(id)
    done = done + 1
    show_progress(done)
  end, { concurrency = 64 })
  local _, problem = next(problems)
  assert(problem == nil, problem)
end

-- --- the ledger ---

local function run(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("*a")
  pipe:close()
  return text
end

local function read_ledger()
  local executed = {}
  for id, times in run(ledger_command):gmatch("(%d+) (%d+) %d+\n") do
    executed[tonumber(id)] = tonumber(times)
  end
  return executed
end

local columns = { "executed 0 times", "once", "more often" }
local rows = { "sent", "not sent", "maybe sent" }

local function cross_table(executed)
  local cells = {}
  for _, row in ipairs(rows) do
    cells[row] = { 0, 0, 0 }
  end
  for id = 1, count do
    local cell = cells[told[id] or "nothing at all"]
    local times = math.min(executed[id] or 0, 2) + 1
    cell[times] = cell[times] + 1
  end
  return cells
end

local function print_table(cells)
  io.write(("%-22s %18s %10s %12s\n"):format("callers were told", columns[1], columns[2], columns[3]))
  for _, row in ipairs(rows) do
    io.write(("%-22s %18d %10d %12d\n"):format(row, cells[row][1], cells[row][2], cells[row][3]))
  end
end

-- --- the verdict ---

local function duplicates(executed)
  local more, any = 0, 0
  for _, times in pairs(executed) do
    any = any + (times > 0 and 1 or 0)
    more = more + (times > 1 and 1 or 0)
  end
  return more, any
end

local start = core.now()
send_all()
local seconds = core.now() - start
local cells = cross_table(read_ledger())
print_table(cells)
local names = {}
for kind, times in pairs(kinds) do
  names[#names + 1] = ("%s %d"):format(kind, times)
end
table.sort(names)
io.write(("seed %d, %d messages in %.1f s; errors: %s\n"):format(seed, count, seconds, table.concat(names, ", ")))

local CONTROLS = 3 -- at most: how many connections are kept, and so break, hangs on what else the machine does
local control_told, more, any = 0, 0, 0
for _ = 1, CONTROLS do
  control_told = control_told + tonumber(run(control_command))
  local repeated, executed = duplicates(read_ledger())
  more, any = more + repeated, any + executed
  if more * 100 > any then
    break
  end
end
io.write(("control, plain libcurl: told of %d sent; %d executed, %d of them more than once (%.1f %%)\n"):format(
  control_told, any, more, more * 100 / math.max(any, 1)))

local failures = {}
local function must(holds, what)
  if not holds then
    failures[#failures + 1] = what
  end
end
must(cells.sent[3] + cells["not sent"][3] + cells["maybe sent"][3] == 0, "a message was executed more than once")
must(cells["not sent"][2] == 0, "an executed message was reported as not sent")
must(cells.sent[1] == 0, "a message was reported as sent that was not executed")
must(cells.sent[2] > count / 2, "fewer than half of the messages were sent: the rig proves nothing")
must(more * 100 > any, "the control shows 1 % duplicates or less: the rig proves nothing")
for _, failure in ipairs(failures) do
  io.write("FAILED: ", failure, "\n")
end
os.exit(#failures == 0 and 0 or 1)
