--- lua-http with kept connections, and lua-cjson.

local cjson = require("cjson")
local cqueues = require("cqueues")
local http_client = require("http.client")
local http_headers = require("http.headers")
local http_tls = require("http.tls")
local measure = require("bench.peers.measure")

local scheme, host, port = measure.url:match("^(https?)://([^:/]+):(%d+)")
local h2 = os.getenv("HTTP2") ~= nil

local function context()
  local ctx = http_tls.new_client_context()
  ctx:getStore():add(os.getenv("CA_FILE"))
  return ctx
end

local function connect()
  return assert(http_client.connect({
    host = host,
    port = tonumber(port),
    tls = scheme == "https",
    ctx = scheme == "https" and context() or nil,
    version = scheme == "https" and (h2 and 2 or 1.1) or 1.1,
  }, 10))
end

local function request(connection, url, post)
  local stream, headers = assert(connection:new_stream()), http_headers.new()
  headers:append(":method", post and "POST" or "GET")
  headers:append(":scheme", scheme)
  headers:append(":authority", host .. ":" .. port)
  headers:append(":path", (url:match("^%w+://[^/]+(.*)")))
  headers:append("x-api-key", "bench-key-0000000000")
  headers:append("accept", "application/json")
  local body = post and os.getenv("BODY")
  if body then
    headers:append("content-type", "application/json")
    headers:append("content-length", tostring(#body))
  end
  assert(stream:write_headers(headers, not body, 10))
  if body then
    assert(stream:write_body_from_string(body, 10))
  end
  local answer = assert(stream:get_headers(10))
  assert(answer:get(":status"):match("^20[01]$"), answer:get(":status"))
  local text = assert(stream:get_body_as_string(10))
  stream:shutdown()
  return cjson.decode(text)
end

local connections = {}
local function connection(i)
  i = h2 and 1 or i
  connections[i] = connections[i] or connect()
  return connections[i]
end

measure.run(measure.works(function(url, post)
  return request(connection(1), url, post)
end, function(count, in_flight)
  local loop, begun, sum = cqueues.new(), 0, 0
  connection(1)
  for i = 1, in_flight do
    loop:wrap(function()
      while begun < count do
        begun = begun + 1
        local value = measure.value(request(connection(i), measure.url))
        sum = sum + value -- not in one line: others add to it meanwhile
      end
    end)
  end
  assert(loop:loop())
  return sum
end))
