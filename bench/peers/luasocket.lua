--- luasocket by hand: one kept connection, request and answer as text, with lua-cjson.

local cjson = require("cjson")
local measure = require("bench.peers.measure")
local socket = require("socket")

local scheme, host, port = measure.url:match("^(https?)://([^:/]+):(%d+)")

local function connect()
  local connection = assert(socket.connect(host, tonumber(port)))
  connection:setoption("tcp-nodelay", true)
  if scheme == "https" then
    local options = { mode = "client", protocol = "any", verify = "peer", cafile = os.getenv("CA_FILE"), options = "all" }
    connection = assert(require("ssl").wrap(connection, options))
    assert(connection:dohandshake())
  end
  return connection
end

local connection = connect()
local head = ("Host: %s:%s\r\nx-api-key: bench-key-0000000000\r\nAccept: application/json\r\n"):format(host, port)

local function length_of_answer()
  local status = assert(connection:receive("*l"))
  assert(status:match("^HTTP/1.1 20[01] "), status)
  local length
  repeat
    local line = assert(connection:receive("*l"))
    length = length or tonumber(line:match("^Content%-Length: (%d+)"))
  until line == ""
  return length
end

measure.run(measure.works(function(url, post)
  local target, body = url:match("^%w+://[^/]+(.*)"), post and os.getenv("BODY") or ""
  local extra = post and ("Content-Type: application/json\r\nContent-Length: %d\r\n"):format(#body) or ""
  assert(connection:send((post and "POST " or "GET ") .. target .. " HTTP/1.1\r\n" .. head .. extra .. "\r\n" .. body))
  return cjson.decode((assert(connection:receive(length_of_answer()))))
end))
