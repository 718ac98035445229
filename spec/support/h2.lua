--- HTTP/2 frames as actions of the wire server's scripts, well-formed or not.

local wire = require("spec.support.wire")

local h2 = {}

local OWN = -1 -- the stream of the request
local DATA, HEADERS, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 5, 6, 7, 8, 9
local END_STREAM, END_HEADERS = 1, 4

h2.NO_ERROR, h2.PROTOCOL_ERROR, h2.INTERNAL_ERROR, h2.REFUSED_STREAM, h2.CANCEL = 0, 1, 2, 7, 8
h2.ENHANCE_YOUR_CALM, h2.HTTP_1_1_REQUIRED = 11, 13

local function int32(number)
  local bytes = {}
  for i = 4, 1, -1 do
    bytes[i] = string.char(number % 256)
    number = math.floor(number / 256)
  end
  return table.concat(bytes)
end

-- A length as HPACK has it, with seven bits in the first byte.
local function length(number)
  if number < 127 then
    return string.char(number)
  end
  local bytes = { "\127" }
  number = number - 127
  while number >= 128 do
    bytes[#bytes + 1] = string.char(number % 128 + 128)
    number = math.floor(number / 128)
  end
  return table.concat(bytes) .. string.char(number)
end

--- A block of header fields, each written out whole.
---@param fields string[][] pairs of name and value
function h2.block(fields)
  local parts = {}
  for _, field in ipairs(fields) do
    parts[#parts + 1] = "\0" .. length(#field[1]) .. field[1] .. length(#field[2]) .. field[2]
  end
  return table.concat(parts)
end

function h2.headers(fields, last)
  return { "frame", HEADERS, END_HEADERS + (last and END_STREAM or 0), OWN, h2.block(fields) }
end

--- The beginning of a block that goes on in frames of `h2.continuation`.
function h2.open_headers(fields)
  return { "frame", HEADERS, 0, OWN, h2.block(fields) }
end

function h2.continuation(fields, times)
  return { "frame", CONTINUATION, 0, OWN, h2.block(fields), times }
end

function h2.data(bytes, last, times)
  return { "frame", DATA, last and END_STREAM or 0, OWN, bytes, times }
end

function h2.data_on(stream, bytes)
  return { "frame", DATA, 0, stream, bytes }
end

function h2.rst(code)
  return { "frame", RST_STREAM, 0, OWN, int32(code) }
end

--- The server takes no stream above `last`, and ends.
function h2.goaway(last, code)
  return { "frame", GOAWAY, 0, 0, int32(last) .. int32(code) }
end

function h2.ping(times)
  return { "frame", PING, 0, 0, "12345678", times }
end

function h2.settings(payload, times)
  return { "frame", SETTINGS, 0, 0, payload, times }
end

function h2.window_update(increment)
  return { "frame", WINDOW_UPDATE, 0, 0, int32(increment) }
end

function h2.push(fields)
  return { "frame", PUSH_PROMISE, END_HEADERS, OWN, int32(2) .. h2.block(fields) }
end

function h2.unknown(payload)
  return { "frame", 200, 255, OWN, payload }
end

--- The fields of a head with that status.
function h2.fields(status, ...)
  return { { ":status", tostring(status) }, { "content-type", "application/json" }, ... }
end

--- A whole answer.
---@param status integer
---@param body string
---@param ... string[] further header fields
function h2.answer(status, body, ...)
  return { h2.headers(h2.fields(status, ...)), h2.data(body, true) }
end

--- The answer to a read that succeeds, also where it came by HTTP/1.1.
h2.body = wire.envelope({ data = { { groupId = "g1" } } })
h2.good = h2.answer(200, h2.body)
h2.good[3] = { "text", wire.answer(200, h2.body)[1][2] }

return h2
