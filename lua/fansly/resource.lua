--- A row becomes a method; a resource is the methods of its rows.

local call = require("fansly.call")
local endpoints = require("fansly.endpoints")
local errors = require("fansly.error")
local page = require("fansly.page")
local ppv = require("fansly.ppv")

local M = {}

local clients = setmetatable({}, { __mode = "k" }) -- [resource object] = its client

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

-- The callback, when the last argument is one, and how many arguments are left.
local function split_callback(count, list)
  if type(list[count]) == "function" then
    return list[count], count - 1
  end
  return nil, count
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
    return nil, errors.validation("parameters", "have to be a table, not a " .. type(given))
  end
  for name, value in next, given do
    if args[name] ~= nil then
      return nil, errors.validation(tostring(name), "is given twice: by position and in the table")
    end
    args[name] = value
  end
  return args
end

-- Positional arguments, then a table of the others where there are any, then options, then a callback.
local function arguments(row, count, list)
  local callback, left = split_callback(count, list)
  local position = #(row.args or {})
  local args, err = named(row, list), nil
  if callback and left < position then
    args[row.args[left + 1]] = nil -- the callback stands where an argument is missing
  end
  if takes_table(row) then
    position = position + 1
    args, err = merge(args, position <= left and list[position] or nil)
  end
  local options = position + 1 <= left and list[position + 1] or nil
  if args and left > position + 1 then
    args, err = nil, errors.validation("arguments", ("are too many: %d at most"):format(position + 1))
  end
  return args, options, callback, err
end

local function client_of(self, row)
  local client = clients[self]
  if not client then
    error(("fansly: call it with a colon, as in client.%s:%s(...)"):format(row.resource, row.name), 3)
  end
  return client
end

local function method_of(row)
  return function(self, ...)
    local client = client_of(self, row)
    local args, options, callback, err = arguments(row, select("#", ...), { ... })
    if not args then
      return call.refuse(client, row, err, callback)
    end
    return call.run(client, row, args, options, callback)
  end
end

local function iterator_of(row, iterate)
  return function(self, args, options)
    local client = client_of(self, row)
    return iterate(function(rest)
      return call.run(client, row, rest, options)
    end, args)
  end
end

-- `list` gets `each` and `pages` beside it, `list_unread` gets `each_unread` and `pages_unread`.
local function add_row(methods, row)
  methods[row.name] = method_of(row)
  if row.answer.items then
    methods[(row.name:gsub("^list", "each"))] = iterator_of(row, page.each)
    methods[(row.name:gsub("^list", "pages"))] = iterator_of(row, page.pages)
  end
end

-- What is more than a row.
local extras = { messages = {} }

--- Sends a paid message.
---
--- `client.messages:send_ppv(chat_id, { content = "hi", media = "m1", price = "4.99" })`
---@param chat_id string
---@param message { content: string, media: string, price: number|string } price in US dollars, 1 to 500
---@param options? fansly.CallOptions|function
---@param callback? function
---@return table|nil message
---@return fansly.Error|nil err
---@return table|nil info
function extras.messages:send_ppv(chat_id, message, options, callback)
  local row = endpoints.by_id.send_message
  local client = client_of(self, row)
  if type(options) == "function" then
    options, callback = nil, options
  end
  local args, field, problem = ppv.message(message)
  if not args then
    return call.refuse(client, row, errors.validation(field, problem), callback)
  end
  args.chat_id = chat_id
  return call.run(client, row, args, options, callback)
end

local function class_of(name, rows)
  local methods = {}
  for _, row in pairs(rows) do
    add_row(methods, row)
  end
  for extra, method in pairs(extras[name] or {}) do
    methods[extra] = method
  end
  return { __index = methods, __name = "fansly." .. name }
end

local classes = {}
for name, rows in pairs(endpoints.by_resource) do
  classes[name] = class_of(name, rows)
end

--- Gives a client its resources: `client.chats`, `client.messages`, ...
---@param client table
function M.attach(client)
  for name, class in pairs(classes) do
    local resource = setmetatable({}, class)
    clients[resource] = client
    rawset(client, name, resource)
  end
end

return M
