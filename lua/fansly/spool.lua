--- Readers, whose bytes go into a temporary file first: the API has to be told how many there are, and libcurl reads by itself.

local when_collected = require("fansly.collected")
local errors = require("fansly.error")

local M = {}

local BLOCK = 65536

-- [file to send] = what removes it, and what does so where the call never comes to its end, as in a task that was cancelled
local spooled = setmetatable({}, { __mode = "k" })

local function method(value)
  return type(value.read) == "function" and value.read or nil
end

-- What gives the next bytes; nil where the value is no reader.
local function reader_of(value)
  if type(value) == "function" then
    return value
  end
  local ok, read = pcall(method, value) -- a metamethod of it may raise, and most values have no fields
  return ok and read and function(most)
    return read(value, most)
  end or nil
end

local function copy(read, out)
  while true do
    local ok, piece, why = pcall(read, BLOCK)
    if not ok and errors.is_memory(piece) then
      out:close()
      error(piece, 0)
    elseif not ok or piece == nil and why ~= nil then
      return "cannot be read: " .. errors.clip(errors.text(ok and why or piece), 500)
    elseif piece == nil or piece == "" then
      return nil
    elseif type(piece) ~= "string" then
      return "has to be read as strings, not as " .. errors.shown(piece)
    end
    local written, reason = out:write(piece)
    if not written then
      return "cannot be kept on the disk: " .. tostring(reason)
    end
  end
end

local function fill(read, path)
  local out, reason = io.open(path, "wb")
  if not out then
    return "cannot be kept on the disk: " .. tostring(reason)
  end
  local problem = copy(read, out)
  local closed, why = out:close()
  return problem or not closed and "cannot be kept on the disk: " .. tostring(why) or nil
end

-- Removes a file once: its name may be another's then.
local function remover(path)
  return function()
    local there = path
    path = nil
    return there and os.remove(there)
  end
end

--- What is to be sent, as the row takes it: a reader's bytes are in a file afterwards, which `remove` removes.
---@param given any a path, a reader, or a table of path or reader, name, type
---@return any file
---@return string|nil problem
---@return string|nil field
function M.file(given)
  local detail = type(given) == "table" and rawget(given, "reader") ~= nil and given or nil
  local read = type(given) ~= "string" and reader_of(detail and rawget(detail, "reader") or given)
  if not detail and not read then
    return given
  elseif not read then
    return nil, "has to be a function, or have a method read", "file.reader"
  elseif detail and rawget(detail, "path") ~= nil then
    return nil, "is given besides a reader; give one of them", "file.path"
  end
  local named, path = pcall(os.tmpname)
  if not named then
    return nil, "cannot be kept on the disk: " .. tostring(path)
  end
  local remove = remover(path)
  local file = { path = path, name = detail and rawget(detail, "name") or "upload", type = detail and rawget(detail, "type") }
  -- before it is filled: a task may end within the reader, and memory on the way
  spooled[file] = { remove = remove, sentinel = when_collected(remove) }
  local problem = fill(read, path)
  if problem then
    remove()
    return nil, problem
  end
  return file
end

--- The file is not needed any more.
---@param file any what `file` gave
function M.remove(file)
  if spooled[file] then
    spooled[file].remove()
  end
end

return M
