--- The HTTP/2 side of the wire server: lua-http reads what the client sends, frames go out as the script has them.
--
-- `new(tools)` gives a function that serves one connection after its handshake. The tools are the server's own: `find_route`,
-- `take_answer`, `record`, `perform`, `queue`, and `greeting`, which gives actions that come before anything is read, or nil.

local h2_connection = require("http.h2_connection")

-- A request as HTTP/1.1 would write it, so that it is recorded and read like the others.
local function as_text(headers)
  local lines = { ("%s %s HTTP/1.1\r\n"):format(headers:get(":method"), headers:get(":path")) }
  for name, value in headers:each() do
    if name:sub(1, 1) ~= ":" then
      lines[#lines + 1] = ("%s: %s\r\n"):format(name, value)
    end
  end
  return table.concat(lines) .. "\r\n"
end

-- What a script does may end the connection under the feet of those who read it.
local function unless_closed(action, ...)
  local ok, why = pcall(action, ...)
  if not ok and not tostring(why):find("socket closed", 1, true) then
    error(why, 0)
  end
end

return function(tools)
  local function answer(connection, h2, stream)
    local headers = stream:get_headers(5)
    local text = headers and as_text(headers)
    local route = text and tools.find_route(text)
    if not route then
      return
    end
    local script = tools.take_answer(route)
    tools.record(route, "request", connection, text)
    tools.perform({ socket = connection.socket, h2 = h2, stream = stream.id, buffer = "" }, script)
  end

  local function serve(connection)
    local greeting = tools.greeting()
    if greeting and not tools.perform(connection, greeting) then
      return
    end
    local h2 = h2_connection.new(connection.socket, "server")
    h2:flush(1)
    while true do
      local stream = h2:get_next_incoming_stream(60)
      if not stream then
        return
      end
      tools.queue:wrap(unless_closed, answer, connection, h2, stream)
    end
  end

  return function(connection)
    unless_closed(serve, connection)
  end
end
