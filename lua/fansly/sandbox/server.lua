--- The sandbox behind a socket, on lua-http. A development dependency: nothing else loads this file.

local cqueues = require("cqueues")
local http_headers = require("http.headers")
local http_server = require("http.server")
local json = require("fansly.json")
local media = require("fansly.sandbox.media")
local multipart = require("fansly.sandbox.multipart")
local signal = require("cqueues.signal")
local yieldable_pcall = require("http.util").yieldable_pcall

local TIMEOUT = 10 -- seconds to wait for the rest of a request, and for a slow reader
local MAX_BODY, MAX_FORM = 2 ^ 20, media.MAX_FILE + 2 ^ 16
local MAX_CONNECTIONS = 256
local IDLE = 60 -- seconds that a connection may wait for its next request

local Server = {}
Server.__index = Server

local function log(...)
  io.stderr:write("sandbox: ", ...)
  io.stderr:write("\n")
end

local function failure(status, message)
  local body = json.encode({
    statusCode = status,
    message = message,
    data = json.null,
    timestamp = os.date("!%Y-%m-%dT%H:%M:%S.000Z"),
  })
  return status, { { "content-type", "application/json; charset=utf-8" } }, body
end

local function fields_of(headers)
  local fields = {}
  for name, value in headers:each() do
    if name:sub(1, 1) ~= ":" and not fields[name] then
      fields[name] = value
    end
  end
  return fields
end

-- The body of a request, or nil where it is too large or does not come whole.
local function read_body(stream, fields)
  local most = multipart.is_form(fields["content-type"]) and MAX_FORM or MAX_BODY
  -- lua-http would read a body of some 10^19 bytes as endless pieces of nothing
  if (tonumber(fields["content-length"]) or 0) > most then
    return nil, 413, "Request body is too large"
  elseif (fields.expect or ""):lower() == "100-continue" then
    stream:write_continue(TIMEOUT)
  end
  local body, problem = stream:get_body_chars(most + 1, TIMEOUT)
  if body and #body > most then
    return nil, 413, "Request body is too large"
  elseif problem or stream.state == "open" then
    return nil, 400, "Request body is incomplete"
  end
  return body or ""
end

local function write(stream, method, status, fields, body)
  local headers = http_headers.new()
  headers:append(":status", ("%d"):format(status))
  for _, field in ipairs(fields) do
    headers:append(field[1], field[2])
  end
  headers:append("content-length", ("%d"):format(#body))
  local no_body = method == "HEAD"
  if stream:write_headers(headers, no_body, TIMEOUT) and not no_body then
    stream:write_chunk(body, true, TIMEOUT)
  end
end

local function serve(model, stream)
  local headers, problem = stream:get_headers(TIMEOUT)
  if not headers then
    return problem
  end
  local method = headers:get(":method")
  local fields = fields_of(headers)
  local body, status, message = read_body(stream, fields)
  if not body then
    write(stream, method, failure(status, message))
    return message
  end
  -- Nothing yields in the model, so plain pcall is enough on Lua 5.1 too.
  local request = { method = method, target = headers:get(":path") or "", headers = fields, body = body }
  local ok, status_or_fault, answer_fields, answer_body = pcall(model.handle, model, request)
  if not ok then
    log("internal error: ", tostring(status_or_fault))
    status_or_fault, answer_fields, answer_body = failure(500, "Internal error")
  end
  write(stream, method, status_or_fault, answer_fields, answer_body)
end

-- Ends a connection whose request cannot be read to its end. Left to itself, lua-http looks for that end forever.
local function drop(stream, problem)
  log("bad request: ", tostring(problem))
  if not stream.body_write_type and (stream.state == "open" or stream.state == "half closed (remote)") then
    yieldable_pcall(write, stream, "", failure(400, "Malformed request"))
  end
  local socket = stream.connection.take_socket and stream.connection:take_socket()
  if socket then
    socket:close()
  end
end

local function on_stream(model, stream)
  local ok, problem = yieldable_pcall(serve, model, stream)
  if problem or not ok then
    yieldable_pcall(drop, stream, problem)
  end
end

--- The port that the server listens on.
---@return integer
function Server:port()
  return self.bound_port
end

--- Serves until `close`, or until something else ends it.
---@param ending? { seconds?: number, signals?: boolean } end after some time; on SIGTERM and SIGINT
function Server:run(ending)
  ending = ending or {}
  if ending.signals then
    signal.block(signal.SIGTERM, signal.SIGINT)
    local listener = signal.listen(signal.SIGTERM, signal.SIGINT)
    self.queue:wrap(function()
      listener:wait()
      self:close()
    end)
  end
  local deadline = ending.seconds and cqueues.monotime() + ending.seconds
  while not self.closed and not (deadline and cqueues.monotime() >= deadline) do
    local ok, problem = self.queue:step(deadline and math.max(0, deadline - cqueues.monotime()))
    if not ok then
      log(tostring(problem))
    end
  end
  self:close()
end

--- Stops listening. Connections that are open end with the process.
function Server:close()
  if not self.closed then
    self.closed = true
    self.http:close()
  end
end

local server = {}

--- Listens for HTTP. Answers in the way of lua-http: nil and a text when the port cannot be had.
---@param options { model: table, host?: string, port?: integer } port 0 for any free one
---@return table|nil server
---@return string|nil problem
function server.listen(options)
  local queue = cqueues.new()
  local http, problem = http_server.listen({
    cq = queue,
    host = options.host or "127.0.0.1",
    port = options.port or 0,
    tls = false,
    version = 1.1,
    max_concurrent = MAX_CONNECTIONS,
    intra_stream_timeout = IDLE,
    onstream = function(_, stream)
      on_stream(options.model, stream)
    end,
    -- The default raises, and one client's bad bytes would end the server.
    onerror = function(_, _, operation, fault)
      log(operation, ": ", tostring(fault))
    end,
  })
  if http then
    local ok, failed = http:listen(TIMEOUT)
    http, problem = ok and http or nil, failed
  end
  if not http then
    return nil, tostring(problem)
  end
  local _, _, port = http:localname()
  return setmetatable({ http = http, queue = queue, bound_port = port, closed = false }, Server)
end

return server
