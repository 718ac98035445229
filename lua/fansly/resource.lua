--- A row becomes a method; a resource is the methods of its rows.

local call = require("fansly.call")
local check = require("fansly.check")
local endpoints = require("fansly.endpoints")
local errors = require("fansly.error")
local load_part = require("fansly.load").part
local refusal = require("fansly.refusal")

local M = {}

-- Whether a method of the row takes a table of further parameters.
local function takes_table(row)
  local positional = {}
  for _, name in ipairs(row.args or {}) do
    positional[name] = true
  end
  for _, spec in ipairs(row.params) do
    if not positional[spec.name] and not spec.from_client then
      return true
    end
  end
  return false
end

local function named(row, list)
  local args = {}
  for i, name in ipairs(row.args or {}) do
    args[name] = list[i]
  end
  return args
end

local function merge(args, given)
  if given == nil then
    return args
  elseif type(given) ~= "table" then
    return nil, errors.validation("parameters", "have to be a table, as in { name = value }, not a " .. type(given))
  end
  for name, value in next, given do
    if args[name] ~= nil then
      return nil, errors.validation(name, "is given twice: by position and in the table")
    end
    args[name] = value
  end
  return args
end

-- What stands where in a method's arguments: those by position, a table of the others where there are any, options.
local function layout_of(row)
  local layout = { row = row, options = #(row.args or {}) + 1 }
  if takes_table(row) then
    layout.rest, layout.options = layout.options, layout.options + 1
  end
  return layout
end

-- As `call.ask` wants them read.
local function arguments(layout, ...)
  local list, callback, err = check.arguments(layout.options, ...)
  local args
  if not err then
    args = named(layout.row, list)
  end
  if args and layout.rest then
    args, err = merge(args, list[layout.rest])
  end
  return layout.row, args, list[layout.options], callback, err
end

local classes = {} -- [name of the resource] = its methods

--- The client that a resource belongs to; raises where a method was called without its resource.
--
-- A resource has a metatable of its own, which knows the client. (In a table of weak keys both would live for ever on
-- Lua 5.1 and LuaJIT, as the client has the resource in turn.)
---@param self any
---@param resource string whose method it is
---@param name string of the method
---@return fansly.Client client
function M.client_of(self, resource, name)
  local meta = type(self) == "table" and getmetatable(self)
  if type(meta) == "table" and rawget(meta, "__index") == classes[resource] then
    return meta.client
  end
  errors.raise_no_self("client." .. resource, name)
end

local function method_of(row)
  local layout = layout_of(row)
  local function read(...)
    return arguments(layout, ...)
  end
  return function(self, ...)
    return call.ask(M.client_of(self, row.resource, row.name), read, ...)
  end
end

-- The options that were given on top of those of the walk; what is no table is left for others to refuse.
local function joined(options, of_walk)
  if options ~= nil and type(options) ~= "table" then
    return options
  end
  for name, value in next, options or {} do
    of_walk[name] = value
  end
  return of_walk
end

local function iterator_of(row, name, iterate)
  local layout = layout_of(row)
  return function(self, ...)
    local client = M.client_of(self, row.resource, name)
    local _, args, options, callback, err = arguments(layout, ...)
    if callback then
      err = errors.validation("callback", "cannot go with an iterator, which gives its results to the loop")
    end
    return iterate(function(rest, of_walk)
      if err then
        return refusal.answer(row, err)
      end
      return call.run(client, row, rest, joined(options, of_walk))
    end, args, row)
  end
end

-- `list` gets `each` and `pages` beside it, `list_unread` gets `each_unread` and `pages_unread`.
local function add_row(methods, row)
  methods[row.name] = method_of(row)
  for _, kind in ipairs(row.answer.items and { "each", "pages" } or {}) do
    local name = row.name:gsub("^%l+", kind)
    methods[name] = iterator_of(row, name, load_part("fansly.walk")[kind])
  end
end

--- Where the methods are that are more than a row.
---@type table<string, string> by resource
M.extras = { messages = "fansly.extras.messages", media = "fansly.extras.media", posts = "fansly.extras.posts" }

local function new_class(resource, rows)
  local methods = {}
  for _, row in ipairs(rows) do
    add_row(methods, row)
  end
  for name, method in pairs(M.extras[resource] and load_part(M.extras[resource]) or {}) do
    methods[name] = method
  end
  return methods
end

--- A resource of a client, `client.chats`, made when it is first asked for; and with it, what it needs is loaded.
---@param client fansly.Client
---@param name string
---@return table|nil resource nil where there is none of that name
function M.of(client, name)
  local rows = endpoints.by_resource[name]
  if rows then
    local methods = classes[name] or new_class(name, rows)
    classes[name] = classes[name] or methods
    local made = setmetatable({}, { __index = classes[name], __name = "fansly." .. name, client = client })
    if rawget(client, name) == nil then -- else a finalizer has asked for it meanwhile
      rawset(client, name, made)
    end
  end
  return rawget(client, name)
end

--- Loads all resources of a client.
---@param client fansly.Client
function M.load_all(client)
  for _, name in ipairs(endpoints.resources) do
    M.of(client, name)
  end
end

return M
