--- Loopback peers that the wire server is not: a proxy, a listener that accepts nobody, and one with an expired
-- certificate. Specs reach them through spec/support/peers.lua.
--
-- `luajit peers_server.lua DIR PARENT_PID`. Prints `ready PROXY FULL EXPIRED`, three ports, and `ipv6` where that is there: at the second
-- port of ::1 everybody gets the bytes of DIR/answer. What the proxy was asked for is
-- in DIR/proxy, the certificate to trust in DIR/expired.pem. Ends when its parent is gone, or after 20 minutes.

local cqueues = require("cqueues")
local ffi = require("ffi")
local pkey = require("openssl.pkey")
local signal = require("cqueues.signal")
local socket = require("cqueues.socket")
local ssl_context = require("openssl.ssl.context")
local x509 = require("openssl.x509")
local x509_name = require("openssl.x509.name")

ffi.cdef("int listen(int fd, int backlog);")

local MAX_SECONDS = 20 * 60
local DAY = 24 * 60 * 60

local dir, parent = arg[1], arg[2]
local queue = cqueues.new()
local held = {} -- connections that fill the queue of the full listener

local function write_file(name, mode, text)
  local file = assert(io.open(dir .. "/" .. name, mode))
  file:write(text)
  file:close()
end

local function listen(host, at)
  local server = socket.listen({ host = host or "127.0.0.1", port = at or 0 })
  assert(server:listen())
  local _, _, port = server:localname()
  return server, port
end

local function quiet(connection)
  connection:onerror(function(_, _, why)
    return why
  end)
  connection:setmode("bn", "bn")
  return connection
end

-- ---------------------------------------------------------------- the proxy

local function pump(from, to)
  while true do
    local bytes = from:read(-4096)
    if not bytes or bytes == "" or not to:xwrite(bytes, "bn") then
      break
    end
  end
  to:shutdown("w")
end

-- One line a request: all of its head, with line ends shown, so that a key in it is seen.
local function read_head(client)
  local head = ""
  while not head:find("\r\n\r\n", 1, true) do
    local bytes = client:read(-4096)
    if not bytes or bytes == "" then
      break
    end
    head = head .. bytes
  end
  if head ~= "" then
    write_file("proxy", "ab", head:gsub("\r\n", "|") .. "\n")
  end
  return head
end

local function tunnel(client)
  quiet(client)
  local host, port = read_head(client):match("^CONNECT ([%d.]+):(%d+) ")
  if host == "127.0.0.1" then
    local origin = quiet(socket.connect(host, tonumber(port)))
    client:xwrite("HTTP/1.1 200 Connection established\r\n\r\n", "bn")
    queue:wrap(pump, origin, client)
    pump(client, origin)
  else
    client:xwrite("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "bn")
  end
  client:close()
end

local function open_proxy()
  local server, port = listen()
  queue:wrap(function()
    for client in server:clients() do
      queue:wrap(tunnel, client)
    end
  end)
  return port
end

-- ---------------------------------------------------------------- the full listener

-- With room for one connection and that one taken, the kernel drops what further connections begin with.
local function open_full()
  local server, port = listen()
  assert(ffi.C.listen(server:pollfd(), 0) == 0)
  held[1] = server
  for _ = 1, 4 do
    held[#held + 1] = quiet(socket.connect("127.0.0.1", port))
    queue:wrap(held[#held].connect, held[#held])
  end
  return port
end

-- ---------------------------------------------------------------- the other half of the full listener

local function open_answering(at)
  local server = listen("::1", at)
  queue:wrap(function()
    for client in server:clients() do
      quiet(client):settimeout(5)
      read_head(client)
      local file = assert(io.open(dir .. "/answer", "rb"))
      client:xwrite(file:read("*a"), "bn")
      file:close()
      client:close()
    end
  end)
end

-- ---------------------------------------------------------------- the expired certificate

local function expired_context()
  local key = pkey.new({ type = "EC", curve = "prime256v1" })
  local certificate, name, now = x509.new(), x509_name.new(), os.time()
  name:add("CN", "127.0.0.1")
  certificate:setVersion(3)
  certificate:setSubject(name)
  certificate:setIssuer(name)
  certificate:setLifetime(now - 3 * DAY, now - DAY)
  certificate:setPublicKey(key)
  certificate:setBasicConstraints({ CA = true })
  certificate:sign(key)
  local context = ssl_context.new("TLS", true)
  context:setCertificate(certificate)
  context:setPrivateKey(key)
  write_file("expired.pem", "wb", certificate:toPEM())
  return context
end

local function open_expired()
  local context = expired_context()
  local server, port = listen()
  queue:wrap(function()
    for client in server:clients() do
      queue:wrap(function()
        quiet(client):settimeout(5)
        if client:starttls(context) then
          read_head(client)
        end
        client:close()
      end)
    end
  end)
  return port
end

-- ---------------------------------------------------------------- the process

local function parent_lives()
  local file = io.open("/proc/" .. parent .. "/stat", "rb")
  local stat = file and file:read("*a")
  if file then
    file:close()
  end
  return stat ~= nil and not stat:find(") Z ", 1, true)
end

local function watch()
  local deadline = cqueues.monotime() + MAX_SECONDS
  while parent_lives() and cqueues.monotime() < deadline do
    cqueues.sleep(0.5)
  end
  os.execute("rm -rf '" .. dir .. "'")
  os.exit(0)
end

signal.ignore(signal.SIGPIPE)
write_file("proxy", "wb", "")
local proxy, full, expired = open_proxy(), open_full(), open_expired()
local ipv6 = pcall(open_answering, full)
queue:wrap(watch)
queue:wrap(function()
  cqueues.sleep(0.1) -- until the connections to the full listener stand
  io.stdout:write(("ready %d %d %d%s\n"):format(proxy, full, expired, ipv6 and " ipv6" or ""))
  io.stdout:flush()
end)
for why in queue:errors() do
  io.stderr:write(tostring(why), "\n")
end
