--- Forms with files (RFC 7578), as far as the sandbox needs them. What is not as it should be is refused.

local multipart = {}

local MAX_PARTS, MAX_HEAD = 16, 8192

local function boundary_of(content_type)
  local kind, rest = tostring(content_type):match("^%s*([^;%s]+)%s*(.*)$")
  if not kind or kind:lower() ~= "multipart/form-data" then
    return nil
  end
  local name = "^;.-[Bb][Oo][Uu][Nn][Dd][Aa][Rr][Yy]="
  local boundary = rest:match(name .. '"([^"]+)"') or rest:match(name .. '([^;%s"]+)')
  return boundary and #boundary <= 70 and boundary or nil
end

--- Whether a request claims to be a form.
---@param content_type string|nil
---@return boolean
function multipart.is_form(content_type)
  return tostring(content_type):lower():find("^%s*multipart/form%-data") ~= nil
end

-- Browsers and libcurl write these three in the one way, in names and file names.
local escapes = { ["%22"] = '"', ["%0D"] = "\r", ["%0A"] = "\n" }

local function parameter(disposition, name)
  local value = disposition:match(";%s*" .. name .. '="([^"]*)"')
  return value and value:gsub("%%%x%x", escapes) or nil
end

local function headers_of(head)
  local headers = {}
  for line in (head .. "\r\n"):gmatch("(.-)\r\n") do
    local name, value = line:match("^([%w-]+):%s*(.-)%s*$")
    if not name then
      return nil
    end
    headers[name:lower()] = value
  end
  return headers
end

-- One part from its head on; where its bytes end is where the next delimiter begins.
local function part_at(body, start, delimiter)
  local head_end, bytes_start = body:find("\r\n\r\n", start, true)
  local stop, after = body:find(delimiter, bytes_start or start, true)
  if not head_end or not stop or head_end - start > MAX_HEAD then
    return nil
  end
  local headers = headers_of(body:sub(start, head_end - 1))
  local disposition = headers and headers["content-disposition"]
  if not disposition or not disposition:lower():find("^form%-data") then
    return nil
  end
  return {
    name = parameter(disposition, "name"),
    filename = parameter(disposition, "filename"),
    type = headers["content-type"],
    bytes = body:sub(bytes_start + 1, stop - 1),
  }, after + 1
end

--- The parts of a form.
---@param content_type string|nil
---@param body string
---@return table[]|nil parts each with name, filename, type, bytes
---@return string|nil problem
function multipart.parse(content_type, body)
  local boundary = boundary_of(content_type)
  if not boundary then
    return nil, "body must be multipart/form-data with a boundary"
  end
  local delimiter, parts = "\r\n--" .. boundary, {}
  if body:sub(1, #delimiter - 2) ~= delimiter:sub(3) then
    return nil, "body does not begin with its boundary"
  end
  local position = #delimiter - 1
  while body:sub(position, position + 1) == "\r\n" do
    local part, after = part_at(body, position + 2, delimiter)
    if not part or #parts == MAX_PARTS then
      return nil, "body is not a well-formed form"
    end
    parts[#parts + 1] = part
    position = after
  end
  if body:sub(position, position + 1) ~= "--" then
    return nil, "body ends before its last boundary"
  end
  return parts
end

--- A form of one file, for requests that never were on a wire.
---@param part { name: string, filename: string, type: string, bytes: string }
---@return string content_type
---@return string body
function multipart.build(part)
  local boundary, count = "sandbox", 0
  while part.bytes:find(boundary, 1, true) do
    count = count + 1
    boundary = ("sandbox-%d"):format(count)
  end
  local head = ('--%s\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: %s\r\n\r\n'):format(
    boundary, part.name, (part.filename:gsub('"', "%%22")), part.type)
  return "multipart/form-data; boundary=" .. boundary, head .. part.bytes .. ("\r\n--%s--\r\n"):format(boundary)
end

return multipart
