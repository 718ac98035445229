--- The spec side of the wire server (spec/support/wire_server.lua): plain Lua, no sockets, any version.
--
--   local server = wire.start()
--   local route = server:route({ wire.answer(200, "{}"), { { "send", "HTTP/1.1 200" }, { "reset" } } })
--   ... a request to route.base ...
--   assert.equal(1, #route.requests())
--   server:stop()
--
-- A script is a list of answers, one for each request in turn, the last one again for all further ones.
-- An answer is a list of actions, started once the request is here and recorded:
--   { "send", bytes, times? }   { "sleep", seconds }   { "close" } (FIN)   { "reset" } (RST)
--   { "keep" }   wait for the next request on the same connection; what happens at the end of a list anyway
--   { "text", bytes, times? }   as send, on connections that do not speak HTTP/2
--   { "frame", type, flags, stream, payload, times? }   HTTP/2 alone; stream -1 is that of the request (spec/support/h2.lua makes these)
-- `answer.after = n` starts it when n bytes of the body have come; such a request is recorded as partial.

local files = require("spec.support.files")

local wire = {}

local Server = {}
Server.__index = Server

local folder = debug.getinfo(1, "S").source:match("^@(.*)wire%.lua$")

-- LD_PRELOAD may hold a sanitizer and LUA_PATH another Lua's files: both are for the process under test alone.
local START = [[
dir=$(mktemp -d "${TMPDIR:-/tmp}/fansly-wire.XXXXXX") || exit 1
echo "$dir"
lua=$(command -v luajit || command -v lua5.1) || exit 1
export dir lua parent=$PPID folder='%s'
unset LD_PRELOAD LUA_PATH LUA_CPATH LUA_INIT
sh -c 'echo $$; exec "$lua" "${folder}wire_server.lua" "$dir" "$parent" 2>"$dir/stderr"' </dev/null &
]]

--- Starts a server process.
---@return table server with `ca_file`, `:route(script)`, `:stop()`
function wire.start()
  local pipe = assert(io.popen(START:format(folder)))
  local dir, pid, ready = pipe:read("*l"), pipe:read("*l"), pipe:read("*l")
  pipe:close()
  local port, tls_port, h2_port = (ready or ""):match("^ready (%d+) (%d+) (%d+)$")
  if not port then
    error("the wire server did not start: " .. (dir and files.read(dir .. "/stderr") or "no directory"))
  end
  local server = { dir = dir, pid = pid, port = port, tls_port = tls_port, ca_file = dir .. "/ca.pem", count = 0 }
  server.h2_port = h2_port
  return setmetatable(server, Server)
end

local function action_text(action)
  local kind = action[1]
  if kind == "send" or kind == "text" then
    -- Not through string.format: in Lua 5.1 its "%s" stops at a NUL.
    return kind .. (" %d %d\n"):format(#action[2], action[3] or 1) .. action[2] .. "\n"
  elseif kind == "frame" then
    local line = ("frame %d %d %d %d %d\n"):format(action[2], action[3], action[4], #action[5], action[6] or 1)
    return line .. action[5] .. "\n"
  elseif kind == "sleep" then
    return ("sleep %.6f\n"):format(action[2])
  end
  assert(kind == "close" or kind == "reset" or kind == "keep", "unknown action")
  return kind .. "\n"
end

local function script_text(script)
  assert(#script > 0, "a script needs an answer")
  local parts = {}
  for _, answer in ipairs(script) do
    parts[#parts + 1] = ("answer %s\n"):format(answer.after or "-")
    for _, action in ipairs(answer) do
      parts[#parts + 1] = action_text(action)
    end
  end
  return table.concat(parts)
end

local function entries(server, name)
  local list = {}
  local index = files.read(server.dir .. "/" .. name .. ".index") or ""
  for kind, file, connection in index:gmatch("(%S+) (%S+) (%d+)\n") do
    list[#list + 1] = { kind = kind, file = server.dir .. "/" .. file, connection = tonumber(connection) }
  end
  return list
end

local function recorded(server, name, kind)
  local list = {}
  for _, entry in ipairs(entries(server, name)) do
    if entry.kind == kind then
      list[#list + 1] = files.read(entry.file)
    end
  end
  return list
end

--- Adds a route.
---@param script table[] the answers
---@return table route `base`, `tls_base`, `h2_base` (HTTP/2 with who offers it); `requests()` and `partials()` give raw bytes,
--- `connections()` the number of the connection of each request in turn
function Server:route(script)
  self.count = self.count + 1
  local name = "r" .. self.count
  files.save(self.dir .. "/" .. name .. ".script", script_text(script))
  local route = {
    base = ("http://127.0.0.1:%s/%s"):format(self.port, name),
    tls_base = ("https://127.0.0.1:%s/%s"):format(self.tls_port, name),
    h2_base = ("https://127.0.0.1:%s/%s"):format(self.h2_port, name),
  }
  function route.requests()
    return recorded(self, name, "request")
  end
  function route.partials()
    return recorded(self, name, "partial")
  end
  function route.connections()
    local list = {}
    for _, entry in ipairs(entries(self, name)) do
      list[#list + 1] = entry.connection
    end
    return list
  end
  return route
end

--- Makes connections to `h2_base` that speak HTTP/2 begin with these actions, before anything is read; nil for the usual again.
---@param answer? table
function Server:greet(answer)
  local path = self.dir .. "/greeting"
  os.remove(path)
  if answer then
    files.save(path, script_text({ answer }))
  end
end

--- What went wrong inside the server; empty when all is well.
function Server:log()
  return (files.read(self.dir .. "/log") or "") .. (files.read(self.dir .. "/stderr") or "")
end

--- Ends the process and removes its files.
function Server:stop()
  if self.pid then
    os.execute(("kill %s 2>/dev/null; rm -rf '%s'"):format(self.pid, self.dir))
    self.pid = nil
  end
end

-- ---------------------------------------------------------------- making answers, reading requests

local REASONS = {
  [200] = "OK",
  [201] = "Created",
  [204] = "No Content",
  [301] = "Moved Permanently",
  [302] = "Found",
  [400] = "Bad Request",
  [401] = "Unauthorized",
  [402] = "Payment Required",
  [403] = "Forbidden",
  [404] = "Not Found",
  [409] = "Conflict",
  [429] = "Too Many Requests",
  [500] = "Internal Server Error",
  [502] = "Bad Gateway",
  [503] = "Service Unavailable",
  [504] = "Gateway Timeout",
}

local function header_lines(headers)
  local lines, given = {}, {}
  for key, each in pairs(headers) do
    local name, value = key, each
    if type(key) == "number" then
      name, value = each[1], each[2]
    end
    given[name:lower()] = true
    lines[#lines + 1] = name .. ": " .. value .. "\r\n"
  end
  table.sort(lines)
  return lines, given
end

--- An answer with a JSON body.
---@param status integer
---@param body? string
---@param headers? table<string, string> names to values, or { name, value } pairs; these win over the usual two
---@return table answer
function wire.answer(status, body, headers)
  body = body or ""
  local lines, given = header_lines(headers or {})
  if not given["content-length"] then
    table.insert(lines, 1, ("Content-Length: %d\r\n"):format(#body))
  end
  if not given["content-type"] then
    table.insert(lines, 1, "Content-Type: application/json; charset=utf-8\r\n")
  end
  local first = ("HTTP/1.1 %d %s\r\n"):format(status, REASONS[status] or "Status")
  return { { "send", first .. table.concat(lines) .. "\r\n" .. body } }
end

local function to_json(value)
  if type(value) == "string" then
    return value
  end
  return require("cjson").new().encode(value)
end

--- The service's normal envelope as JSON text.
---@param value any what stands in `response`: a Lua value, or JSON text
---@param options? table `status` (200), `inner` (200), `success` (true), `message`, `cursor` (text of the cursor)
---@return string
function wire.envelope(value, options)
  options = options or {}
  return table.concat({
    ('{"statusCode":%d,"message":"%s",'):format(options.status or 200, options.message or "Success"),
    '"timestamp":"2026-05-12T10:00:00.000Z",',
    ('"data":{"status_code":%d,"data":{"success":%s,"response":'):format(
      options.inner or 200,
      tostring(options.success ~= false)
    ),
    to_json(value),
    "}",
    options.cursor and (',"nextCursor":"%s"'):format(options.cursor) or "",
    "}}",
  })
end

--- The parts of a recorded request.
---@param raw string
---@return table request `method`, `target` (without the route's own segment), `headers` (lower-case names), `body`
function wire.parse(raw)
  local head, body = raw:match("^(.-\r\n)\r\n(.*)$")
  local method, target = head:match("^(%u+) /r%d+(%S*) HTTP/1%.1\r\n")
  local headers = {}
  for name, value in head:gmatch("\r\n([^:\r\n]+):[ \t]*([^\r\n]*)") do
    headers[name:lower()] = value
  end
  return { method = method, target = target, headers = headers, body = body }
end

--- Whether a process runs; one that ended and was not collected yet does not.
---@param pid string|integer
---@return boolean
function wire.alive(pid)
  local stat = files.read("/proc/" .. pid .. "/stat")
  return stat ~= nil and stat ~= "" and not stat:find(") Z ", 1, true)
end

--- Waits until `done()` holds; what a peer's cut-off leaves behind comes a moment after the fact.
---@param done fun(): any
---@param seconds? number 5 when left out
---@return any last what `done` returned last
function wire.wait(done, seconds)
  local deadline = os.time() + (seconds or 5) + 1
  local result = done()
  while not result and os.time() < deadline do
    os.execute("sleep 0.02")
    result = done()
  end
  return result
end

return wire
