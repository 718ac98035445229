--- Files of a spec, in a directory of their own.

local files = {}

local directory

--- The path of a name in the directory, which is made when it is first asked for.
---@param name string
---@return string
function files.path(name)
  if not directory then
    local pipe = assert(io.popen('mktemp -d "${TMPDIR:-/tmp}/fansly-files.XXXXXX"'))
    directory = pipe:read("*l")
    pipe:close()
  end
  return directory .. "/" .. name
end

--- Writes a file, wherever it is.
---@param path string
---@param bytes string
---@return string path
function files.save(path, bytes)
  local file = assert(io.open(path, "wb"))
  assert(file:write(bytes))
  assert(file:close())
  return path
end

--- Writes a file into the directory.
---@param name string
---@param bytes string
---@return string path
function files.write(name, bytes)
  return files.save(files.path(name), bytes)
end

--- A file of zeros that takes no room.
---@param name string
---@param size integer
---@return string path
function files.sparse(name, size)
  local file = assert(io.open(files.path(name), "wb"))
  assert(file:seek("set", size - 1))
  assert(file:write("\0"))
  assert(file:close())
  return files.path(name)
end

--- How many bytes a file has.
---@param name string
---@return integer
function files.size(name)
  local file = assert(io.open(files.path(name), "rb"))
  local size = file:seek("end")
  file:close()
  return size
end

--- What a file holds, wherever it is; nil where there is none.
---@param path string
---@return string|nil
---@return string|nil problem
function files.read(path)
  local file, problem = io.open(path, "rb")
  if not file then
    return nil, problem
  end
  local bytes = file:read("*a")
  file:close()
  return bytes
end

--- The files below a folder that have such a name, in order.
---@param folder string
---@param pattern string of names, as the shell takes it
---@return string[] paths
function files.find(folder, pattern)
  local list = {}
  local pipe = assert(io.popen(("env -u LD_PRELOAD find %s -name '%s' | sort"):format(folder, pattern)))
  for path in pipe:lines() do
    list[#list + 1] = path
  end
  pipe:close()
  return list
end

--- The names in the directory, in the order of the alphabet.
---@return string[]
function files.names()
  local names = {}
  local pipe = assert(io.popen(("unset LD_PRELOAD; LC_ALL=C ls -A '%s'"):format(directory)))
  for name in pipe:lines() do
    names[#names + 1] = name
  end
  pipe:close()
  return names
end

--- Removes the directory.
function files.remove()
  if directory then
    os.execute(("unset LD_PRELOAD; rm -rf '%s'"):format(directory))
    directory = nil
  end
end

--- Bytes of every kind, with what a form or a header might stumble over.
---@param size integer
---@return string
function files.bytes(size)
  local piece = {}
  for i = 0, 255 do
    piece[#piece + 1] = string.char(i, (i * 7) % 256, 255 - i)
  end
  local block = table.concat(piece) .. "\r\n--------------------------\r\n\r\n"
  return block:rep(math.ceil(size / #block)):sub(1, size)
end

return files
