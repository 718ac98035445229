--- A loopback HTTP server that sends exactly the bytes it was told to. Specs reach it through spec/support/wire.lua.
--
-- Runs in a process of its own, on cqueues: `luajit wire_server.lua DIR PARENT_PID`, or lua5.1, which cannot do
-- "reset". Routes, recorded requests and the certificate of its authority are files in DIR; once it
-- listens it prints `ready PORT TLS_PORT H2_PORT`. It ends when its parent is gone, after 20 minutes or 10,000 requests.

local cqueues = require("cqueues")
local signal = require("cqueues.signal")
local socket = require("cqueues.socket")

local here = arg[0]:match("^(.*)wire_server%.lua$")
local certificates = dofile(here .. "wire_certificates.lua")
local new_h2 = dofile(here .. "wire_h2.lua")

local MAX_REQUESTS = 10000
local MAX_SECONDS = 20 * 60
local MAX_HEAD = 256 * 1024
local DRAIN_SECONDS = 1
local BLOCK = 64 * 1024

local dir, parent = arg[1], arg[2]
local log = assert(io.open(dir .. "/log", "ab"))
local queue = cqueues.new()
local routes = {}
local count = 0
local connections = 0

local function finish()
  os.execute("rm -rf '" .. dir .. "'")
  os.exit(0)
end

-- Linux numbers; a linger of zero seconds makes close() send RST in place of FIN.
local function set_linger(fd)
  local found, ffi = pcall(require, "ffi")
  if not found then
    error('the action "reset" needs luajit')
  end
  local SOL_SOCKET, SO_LINGER = 1, 13
  local linger = ffi.new("int[2]", 1, 0)
  assert(ffi.C.setsockopt(fd, SOL_SOCKET, SO_LINGER, linger, ffi.sizeof(linger)) == 0)
end

local function declare_setsockopt()
  local found, ffi = pcall(require, "ffi")
  if found then
    ffi.cdef("int setsockopt(int fd, int level, int name, const void *value, unsigned int size);")
  end
end

-- ---------------------------------------------------------------- scripts

-- A script file is a list of lines; the bytes to send follow their line, so nothing needs quoting.
local parse = {}

function parse.answer(text, position)
  local after, next_position = text:match("^(%S+)\n()", position)
  return { after = tonumber(after) }, next_position
end

function parse.send(text, position)
  local length, times, start = text:match("^(%d+) (%d+)\n()", position)
  local stop = start + tonumber(length)
  return { nil, text:sub(start, stop - 1), tonumber(times) }, stop + 1
end

parse.text = parse.send

function parse.frame(text, position)
  local kind, flags, stream, length, times, start = text:match("^(%d+) (%d+) (%S+) (%d+) (%d+)\n()", position)
  local stop = start + tonumber(length)
  local payload = text:sub(start, stop - 1)
  return { nil, tonumber(kind), tonumber(flags), tonumber(stream), payload, tonumber(times) }, stop + 1
end

function parse.sleep(text, position)
  local seconds, next_position = text:match("^(%S+)\n()", position)
  return { nil, tonumber(seconds) }, next_position
end

local function read_script(text)
  local answers, position = {}, 1
  while position <= #text do
    local word, after_word = text:match("^(%l+)[ \n]()", position)
    local read = parse[word]
    local item = { word }
    position = after_word
    if read then
      item, position = read(text, after_word)
    end
    if word == "answer" then
      answers[#answers + 1] = item
    else
      item[1] = word
      table.insert(answers[#answers], item)
    end
  end
  return answers
end

local function find_route(head)
  local name = head:match("^%u+ /(r%d+)[/? ]")
  if not name then
    return nil
  end
  if not routes[name] then
    local file = io.open(dir .. "/" .. name .. ".script", "rb")
    if not file then
      return nil
    end
    routes[name] = { name = name, answers = read_script(file:read("*a")), taken = 0 }
    file:close()
  end
  return routes[name]
end

local function upcoming(route)
  return route.answers[math.min(route.taken + 1, #route.answers)]
end

local function take_answer(route)
  local answer = upcoming(route)
  route.taken = route.taken + 1
  return answer
end

-- What connections that speak HTTP/2 begin with at present; nil for the usual.
local function greeting()
  local file = io.open(dir .. "/greeting", "rb")
  if not file then
    return nil
  end
  local answer = read_script(file:read("*a"))[1]
  file:close()
  return answer
end

-- The bytes are on disk before the line that announces them, and both before anything is answered.
local function record(route, kind, connection, bytes)
  count = count + 1
  local name = ("%s-%d.%s"):format(route.name, count, kind)
  local file = assert(io.open(dir .. "/" .. name, "wb"))
  assert(file:write(bytes))
  file:close()
  local index = assert(io.open(dir .. "/" .. route.name .. ".index", "ab"))
  index:write(("%s %s %d\n"):format(kind, name, connection.number))
  index:close()
end

-- ---------------------------------------------------------------- one connection

-- More bytes into the buffer; false when the peer has closed or the connection broke.
local function fill(connection)
  local bytes = connection.socket:read(-BLOCK)
  if not bytes or bytes == "" then
    return false
  end
  connection.buffer = connection.buffer .. bytes
  return true
end

-- A body of megabytes is collected as a list, so that it is copied once.
local function fill_up_to(connection, length)
  local parts, have = { connection.buffer }, #connection.buffer
  while have < length do
    local bytes = connection.socket:read(-math.min(BLOCK, length - have))
    if not bytes or bytes == "" then
      break
    end
    parts[#parts + 1] = bytes
    have = have + #bytes
  end
  connection.buffer = table.concat(parts)
  return have >= length
end

local function take(connection, length)
  local bytes = connection.buffer:sub(1, length)
  connection.buffer = connection.buffer:sub(length + 1)
  return bytes
end

local function read_head(connection)
  local from = 1
  while true do
    local _, stop = connection.buffer:find("\r\n\r\n", from, true)
    if stop then
      return stop
    end
    from = math.max(1, #connection.buffer - 2)
    if #connection.buffer > MAX_HEAD or not fill(connection) then
      return nil
    end
  end
end

local function content_length(head)
  return tonumber(head:lower():match("\r\ncontent%-length:%s*(%d+)")) or 0
end

local function cut_off(connection, route)
  if route and #connection.buffer > 0 then
    record(route, "partial", connection, connection.buffer)
  end
end

-- Reads one request and records it. Gives its route and answer, and how many of its bytes are still to come.
local function read_request(connection)
  local stop = read_head(connection)
  local route = find_route(connection.buffer)
  if not stop or not route then
    return cut_off(connection, route)
  end
  local length = stop + content_length(connection.buffer:sub(1, stop))
  local after = upcoming(route).after
  local wanted = after and math.min(stop + after, length) or length
  if not fill_up_to(connection, wanted) then
    return cut_off(connection, route)
  end
  local answer = take_answer(route)
  local have = math.min(#connection.buffer, length)
  record(route, have < length and "partial" or "request", connection, take(connection, have))
  return answer, length - have
end

local act = {}

function act.send(connection, action)
  for _ = 1, action[3] do
    if not connection.socket:xwrite(action[2], "bn") then
      return "gone"
    end
  end
end

function act.text(connection, action)
  return not connection.h2 and act.send(connection, action) or nil
end

-- Stream -1 is that of the request.
function act.frame(connection, action)
  for _ = 1, connection.h2 and action[6] or 0 do
    if not connection.h2:write_http2_frame(action[2], action[3], action[4] < 0 and connection.stream or action[4], action[5], 5, "n") then
      return "gone"
    end
  end
end

function act.sleep(_, action)
  cqueues.sleep(action[2])
end

-- Closing while received bytes are unread would send RST, so they are read first.
function act.close(connection)
  connection.socket:shutdown("w")
  if connection.h2 then
    return "gone"
  end
  local deadline = cqueues.monotime() + DRAIN_SECONDS
  connection.socket:settimeout(DRAIN_SECONDS)
  while cqueues.monotime() < deadline and fill(connection) do
    connection.buffer = ""
  end
  return "gone"
end

function act.reset(connection)
  set_linger(connection.socket:pollfd())
  if connection.h2 then
    connection.socket:close()
  end
  return "gone"
end

function act.keep()
  return "keep"
end

local function perform(connection, answer)
  for _, action in ipairs(answer) do
    local verdict = act[action[1]](connection, action)
    if verdict then
      return verdict == "keep"
    end
  end
  return true
end

local function skip(connection, length)
  local arrived = fill_up_to(connection, length)
  take(connection, length)
  return arrived
end

local function serve(connection)
  local keep = true
  while keep do
    local answer, rest = read_request(connection)
    if not answer then
      return
    end
    keep = perform(connection, answer) and skip(connection, rest)
    if count >= MAX_REQUESTS then
      finish()
    end
  end
end

local serve_h2 = new_h2({
  find_route = find_route,
  take_answer = take_answer,
  record = record,
  perform = perform,
  queue = queue,
  greeting = greeting,
})

local function speaks_h2(client)
  local tls = client:checktls()
  return tls ~= nil and tls:getAlpnSelected() == "h2"
end

local function accept(client, tls)
  connections = connections + 1
  local connection = { socket = client, buffer = "", number = connections }
  client:onerror(function(_, _, why)
    return why
  end)
  client:setmode("bn", "bn")
  local ok, why = true, nil
  if not tls or client:starttls(tls) then
    ok, why = pcall(speaks_h2(client) and serve_h2 or serve, connection)
  end
  if not ok then
    log:write(tostring(why), "\n")
    log:flush()
  end
  client:close()
end

-- ---------------------------------------------------------------- the process

local function listen(tls)
  local server = socket.listen({ host = "127.0.0.1", port = 0 })
  assert(server:listen())
  queue:wrap(function()
    for client in server:clients() do
      queue:wrap(accept, client, tls)
    end
  end)
  local _, _, port = server:localname()
  return port
end

local function parent_lives()
  local file = io.open("/proc/" .. parent .. "/stat", "rb")
  if not file then
    return false
  end
  local stat = file:read("*a")
  file:close()
  return not stat:find(") Z ", 1, true)
end

local function watch()
  local deadline = cqueues.monotime() + MAX_SECONDS
  while parent_lives() and cqueues.monotime() < deadline do
    cqueues.sleep(0.5)
  end
  finish()
end

local function main()
  signal.ignore(signal.SIGPIPE)
  declare_setsockopt()
  local context, h2_context, authority = certificates.contexts()
  local file = assert(io.open(dir .. "/ca.pem", "wb"))
  file:write(authority)
  file:close()
  local port, tls_port, h2_port = listen(nil), listen(context), listen(h2_context)
  queue:wrap(watch)
  io.stdout:write(("ready %d %d %d\n"):format(port, tls_port, h2_port))
  io.stdout:flush()
  for why in queue:errors() do
    log:write(tostring(why), "\n")
    log:flush()
  end
end

main()
