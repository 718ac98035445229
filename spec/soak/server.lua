--- The server of the soak: does to each message what spec/soak/faults.lua chooses, and keeps a ledger of what it executed.
--
-- `luajit spec/soak/server.lua SEED PARENT_PID`. Prints `ready PORT LEDGER_PORT`. Whoever connects to the second gets a line for each
-- message, `ID EXECUTED RECEIVED`, which are forgotten then; no fault happens there. Ends when its parent is gone, or after an hour.

local cqueues = require("cqueues")
local ffi = require("ffi")
local signal = require("cqueues.signal")
local socket = require("cqueues.socket")

local faults = dofile(arg[0]:gsub("server%.lua$", "faults.lua"))

local MAX_SECONDS = 60 * 60

local seed, parent = tonumber(arg[1]), arg[2]
local queue = cqueues.new()
local executed, received, tries = {}, {}, {}
local connections = 0

ffi.cdef("int setsockopt(int fd, int level, int name, const void *value, unsigned int size);")

-- A linger of zero seconds makes close send RST in place of FIN.
local function reset_on_close(client)
  local SOL_SOCKET, SO_LINGER = 1, 13
  local linger = ffi.new("int[2]", 1, 0)
  ffi.C.setsockopt(client:pollfd(), SOL_SOCKET, SO_LINGER, linger, ffi.sizeof(linger))
end

local function read_head(client)
  local lines, length = {}, 0
  for line in client:lines("*L") do
    lines[#lines + 1] = line
    length = tonumber(line:match("^[Cc]ontent%-[Ll]ength:%s*(%d+)")) or length
    if line == "\r\n" then
      return lines[1], length
    end
  end
end

local function send_pieces(client, pieces)
  for _, piece in ipairs(pieces) do
    if type(piece) == "number" then
      cqueues.sleep(piece)
    elseif not client:xwrite(piece, "bn") then
      return false
    end
  end
  return true
end

local function tell_ledger(client)
  local lines = {}
  for id, count in pairs(received) do
    lines[#lines + 1] = ("%d %d %d\n"):format(id, executed[id] or 0, count)
  end
  executed, received, tries = {}, {}, {}
  client:setmode("bn", "bn")
  read_head(client)
  send_pieces(client, { "HTTP/1.0 200 OK\r\n\r\n", table.concat(lines) })
  client:close()
end

local function finish(client, how)
  if how == "rst" then
    reset_on_close(client)
  elseif how == "fin" then
    client:shutdown("w")
    client:settimeout(0.05)
    client:read("*a") -- closing with bytes unread would send RST
  end
  return false
end

-- The fault is chosen when the message is known; one that reads less of it than all has read it all the same by then, but acts as
-- if it had not. Returns whether the connection goes on.
local function serve_one(client)
  local request, length = read_head(client)
  if not request then
    return false
  end
  local draw = faults.choose(seed, connections, 0)
  if draw.read == "head" then
    return finish(client, draw.stop)
  end
  local body = length == 0 and "" or client:read(length)
  local id = body and #body == length and tonumber(body:match("soak%-(%d+)"))
  if not id then
    return false
  end
  tries[id] = (tries[id] or 0) + 1
  received[id] = (received[id] or 0) + 1
  local fault = faults.choose(seed, id, tries[id])
  if fault.read ~= "all" then
    fault = faults.list[1]
  end
  if fault.executes then
    executed[id] = (executed[id] or 0) + 1
  end
  if fault.answer and not send_pieces(client, fault.answer(id)) then
    return false
  end
  return not fault.stop or finish(client, fault.stop)
end

local function serve(client)
  connections = connections + 1
  client:onerror(function(_, _, why)
    return why
  end)
  client:setmode("bn", "bn")
  local draw = faults.choose(seed, connections, 0)
  local going = draw.read ~= "nothing" or finish(client, draw.stop)
  while going do
    going = serve_one(client)
  end
  client:close()
end

local function parent_lives()
  local file = io.open("/proc/" .. parent .. "/stat", "rb")
  local stat = file and file:read("*a") or ") Z "
  if file then
    file:close()
  end
  return not stat:find(") Z ", 1, true)
end

local function listen(handle)
  local server = socket.listen({ host = "127.0.0.1", port = 0 })
  assert(server:listen())
  queue:wrap(function()
    for client in server:clients() do
      queue:wrap(handle, client)
    end
  end)
  return (select(3, server:localname()))
end

signal.ignore(signal.SIGPIPE)
queue:wrap(function()
  local deadline = cqueues.monotime() + MAX_SECONDS
  while parent_lives() and cqueues.monotime() < deadline do
    cqueues.sleep(0.5)
  end
  os.exit(0)
end)
io.stdout:write(("ready %d %d\n"):format(listen(serve), listen(tell_ledger)))
io.stdout:flush()
for why in queue:errors() do
  io.stderr:write(tostring(why), "\n")
end
