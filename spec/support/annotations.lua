--- Reads the annotations (LuaCATS) of Lua files: classes with their fields and functions, and what stands in front of each.

local M = {}

local Reader = {}
Reader.__index = Reader

function Reader:class(name)
  self.classes[name] = self.classes[name] or { fields = {}, functions = {}, parents = {} }
  return self.classes[name]
end

-- The name of a field, and the text behind it.
local function field_of(line)
  local rest = line:match("^%-%-%-@field%s+(.*)")
  if not rest then
    return nil
  end
  rest = rest:gsub("^private%s+", "")
  local name, behind = rest:match('^%["([^"]+)"%]%??%s*(.*)')
  if not name then
    name, behind = rest:match("^([%w_]+)%??%s*(.*)")
  end
  return name, behind
end

-- The classes of a block, with their fields; the last one may belong to the local behind it.
function Reader:read_block(block, path)
  local class, name
  for _, line in ipairs(block) do
    local defined, parents = line:match("^%-%-%-@class%s+([%w_.]+)%s*:?%s*(.*)")
    local alias = line:match("^%-%-%-@alias%s+([%w_.]+)")
    if defined then
      name, class = defined, self:class(defined)
      class.places = class.places or {}
      table.insert(class.places, path)
      for parent in parents:gmatch("fansly%.[%w_.]+") do
        table.insert(class.parents, parent)
      end
    elseif alias then
      self.aliases[alias] = true
    elseif class and field_of(line) then
      local field, text = field_of(line)
      class.fields[field] = text
    end
    if line:find("^%-%-%-@") then
      for type_name in line:gmatch("fansly%.%u[%w_.]*") do
        self.used[#self.used + 1] = { name = type_name:gsub("%.+$", ""), path = path }
      end
    end
  end
  return name
end

-- What a function's own block says of it.
local function described(block, params)
  local entry = { params = {}, takes = {}, text = false, private = false, returns = false }
  for _, line in ipairs(block) do
    local name = line:match("^%-%-%-@param%s+([%w_.]+)")
    if name and name ~= "..." then
      table.insert(entry.params, name)
    end
    entry.private = entry.private or line:find("^%-%-%-@private") ~= nil
    entry.text = entry.text or #entry.params == 0 and line:find("^%-%-%-%s*[^@%s]") ~= nil
  end
  for name in params:gmatch("[%w_.]+") do
    if name ~= "_" and name ~= "..." then
      table.insert(entry.takes, name)
    end
  end
  return entry
end

function Reader:read_file(path)
  local block, owners = {}, {}
  for line in io.lines(path) do
    if line:find("^%-%-%-") then
      block[#block + 1] = line
    else
      local class = #block > 0 and self:read_block(block, path)
      local variable = line:match("^local ([%w_]+) = ")
      local owner, name, params = line:match("^function ([%w_]+)[.:]([%w_]+)%((.*)%)")
      if class and variable then
        owners[variable] = class
      elseif owner and owners[owner] then
        self:class(owners[owner]).functions[name] = described(block, params)
      end
      block = {}
    end
  end
end

--- Reads files.
---@param paths string[]
---@return table annotations classes by name, aliases, and the types that are used
function M.read(paths)
  local reader = setmetatable({ classes = {}, aliases = {}, used = {} }, Reader)
  for _, path in ipairs(paths) do
    reader:read_file(path)
  end
  return reader
end

--- The field or function of a class, or of one that it inherits from.
---@param class string
---@param name string
---@return table|string|nil
function Reader:find(class, name)
  local known = self.classes[class]
  local found = known and (known.functions[name] or known.fields[name])
  for _, parent in ipairs(known and not found and known.parents or {}) do
    found = found or self:find(parent, name)
  end
  return found
end

return M
