--- The faults of the soak: what a server does to a message, chosen by seed, message and try alone, so that a run can be repeated.
--
-- A fault says how much is read (`read`: nothing, the head, or all), whether the message is executed, and what is sent then
-- (a list of pieces; a number is a pause in seconds) before the connection ends (`stop`: "fin", "rst", or nil to keep it).

local M = {}

local function head(status, length, more)
  return ("HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n"):format(status, length, more or "")
end

local function sent(id)
  return ('{"statusCode":201,"message":"Success","data":{"status_code":200,"data":{"success":true,"response":{"id":"m%d"}}}}'):format(id)
end

local function envelope(status, message)
  return ('{"statusCode":%d,"message":"%s","data":null}'):format(status, message)
end

local function good(id)
  local body = sent(id)
  return { head("201 Created", #body), body }
end

local function refusal(status, more)
  return function()
    local body = envelope(tonumber(status:match("^%d+")), status)
    return { head(status, #body, more), body }
  end
end

local function html(status)
  return function()
    local body = "<html>" .. status .. "</html>"
    return { head(status, #body), body }
  end
end

local function cut_body(id)
  local body = sent(id)
  return { head("201 Created", #body), body:sub(1, #body - 9) }
end

local function chunked(id)
  local body = sent(id)
  return { "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n", ("%x\r\n%s\r\n"):format(#body, body:sub(1, 20)) }
end

local function drip(id)
  local pieces = { head("201 Created", #sent(id)) }
  for byte in sent(id):gmatch("..?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?") do
    pieces[#pieces + 1] = 0.002
    pieces[#pieces + 1] = byte
  end
  return pieces
end

local function slow(id)
  local body = sent(id)
  return { 0.25, head("201 Created", #body), body }
end

local function garbled(id)
  local body = sent(id):gsub("true", "tru!")
  return { head("201 Created", #body), body }
end

local function without_id()
  local body = '{"statusCode":201,"data":{"status_code":200,"data":{"success":true,"response":{}}}}'
  return { head("201 Created", #body), body }
end

local function inner_refusal()
  local body = '{"statusCode":201,"data":{"status_code":400,"data":{"success":false}}}'
  return { head("201 Created", #body), body }
end

local function early_hints(id)
  local body = sent(id)
  return { "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", head("201 Created", #body), body }
end

local function piece(text)
  return function()
    return { text }
  end
end

-- name, weight, and what it does
M.list = {
  { "works", 640, read = "all", executes = true, answer = good },
  { "works, drips", 10, read = "all", executes = true, answer = drip },
  { "works, early hints", 10, read = "all", executes = true, answer = early_hints },
  { "works, then idle close", 20, read = "all", executes = true, answer = good, stop = "fin" },
  { "works, slow", 20, read = "all", executes = true, answer = slow },
  { "closes at once", 15, read = "nothing", stop = "fin" },
  { "resets at once", 15, read = "nothing", stop = "rst" },
  { "resets after the headers", 20, read = "head", stop = "rst" },
  { "reads, does nothing, resets", 20, read = "all", stop = "rst" },
  { "executes, then closes", 30, read = "all", executes = true, stop = "fin" },
  { "executes, then resets", 30, read = "all", executes = true, stop = "rst" },
  { "executes, half a status line", 20, read = "all", executes = true, answer = piece("HTTP/1.1 20"), stop = "rst" },
  { "executes, 100 and closes", 10, read = "all", executes = true, answer = piece("HTTP/1.1 100 Continue\r\n\r\n"), stop = "fin" },
  { "executes, headers and closes", 10, read = "all", executes = true, answer = piece("HTTP/1.1 201 Created\r\nX-A: "), stop = "fin" },
  { "executes, cut body", 15, read = "all", executes = true, answer = cut_body, stop = "fin" },
  { "executes, cut chunk", 15, read = "all", executes = true, answer = chunked, stop = "rst" },
  { "executes, garbled", 10, read = "all", executes = true, answer = garbled },
  { "executes, no id", 10, read = "all", executes = true, answer = without_id },
  { "executes, 500", 10, read = "all", executes = true, answer = refusal("500 Internal Server Error") },
  { "executes, gateway 504", 10, read = "all", executes = true, answer = html("504 Gateway Timeout") },
  { "executes, stalls", 10, read = "all", executes = true, answer = function() return { 3 } end, stop = "fin" },
  { "refuses, 400", 10, read = "all", answer = refusal("400 Bad Request") },
  { "refuses, 429", 15, read = "all", answer = refusal("429 Too Many Requests", "Retry-After: 0\r\n") },
  { "refuses, inner 400", 5, read = "all", answer = inner_refusal },
  { "does nothing, 502", 10, read = "all", answer = html("502 Bad Gateway") },
  { "does nothing, 408", 5, read = "all", answer = refusal("408 Request Timeout"), stop = "fin" },
  { "does nothing, stalls", 5, read = "all", answer = function() return { 3 } end, stop = "fin" },
}

local total = 0
for _, fault in ipairs(M.list) do
  total = total + fault[2]
end

-- Park and Miller's generator over the three numbers; every product stays below 2^53.
local function draw(seed, id, try)
  local state = (seed * 7919 + id * 104729 + try * 1299709) % 2147483646 + 1
  for _ = 1, 4 do
    state = state * 16807 % 2147483647
  end
  return state / 2147483647
end

--- The fault for a try of a message.
---@param seed integer
---@param id integer of the message; of the connection where nothing is read
---@param try integer
---@return table fault
function M.choose(seed, id, try)
  local at = draw(seed, id, try) * total
  for _, fault in ipairs(M.list) do
    at = at - fault[2]
    if at < 0 then
      return fault
    end
  end
  return M.list[1]
end

M.draw = draw

return M
