--- A client: one key, one account, the resources of the API.

local call = require("fansly.call")
local config = require("fansly.config")
local core = require("fansly.core")
local endpoints = require("fansly.endpoints")
local account_param = require("fansly.endpoints.account")
local errors = require("fansly.error")
local loop = require("fansly.loop")
local resource = require("fansly.resource")
local suggest = require("fansly.suggest")

---@class fansly.Client
---@field chats table
---@field messages table
---@field accounts table
local Client = { __name = "fansly.Client" }
Client.__index = Client

local M = {}

local open_sessions = setmetatable({}, { __mode = "kv" }) -- [session] = its first client

local function make(settings, session)
  local client = setmetatable({ config = settings, session = session }, Client)
  resource.attach(client)
  return client
end

--- A new client.
---@param options? fansly.Options
---@return fansly.Client|nil client
---@return fansly.Error|nil err kind `config`
function M.new(options)
  local settings, err = config.new(options)
  if not settings then
    return nil, err
  end
  -- what the clients of several accounts share; its calls are those under way
  local session = { closed = false, calls = {}, pid = core.pid() }
  local client = make(settings, session)
  open_sessions[session] = client
  return client
end

local connection = {
  id = "warmup",
  method = "GET",
  path = "/warmup",
  effect = "read",
  connect_only = true,
  params = {},
  answer = {},
}

--- Connects to the server of a client without asking for anything, so that the first call does not have to read the system's
--- certificates: some 25 ms that a game had better spend before its first frame.
---@param client? fansly.Client every open client when left out
---@return boolean|nil connected
---@return fansly.Error|nil err
function M.warmup(client)
  for _, each in pairs(client and { client } or open_sessions) do
    local value, err = call.run(each, connection)
    if not value then
      return nil, err
    end
  end
  return true
end

--- The same client for another account: same key, same connections.
---@param account_id string as the service names it
---@return fansly.Client|nil client
---@return fansly.Error|nil err kind `validation`
function Client:account(account_id)
  local settings, err = config.override(self.config, { account_id = account_id == nil and "" or account_id })
  if not settings then
    return nil, err
  end
  return make(settings, self.session)
end

--- Any operation by its operationId.
---
--- `client:call("send_message", { chat_id = id, content = "hi" })`
---@param operation string
---@param args? table path, query and body fields in one
---@param options? fansly.CallOptions|function
---@param callback? function
---@return any value
---@return fansly.Error|nil err
---@return table|nil info
function Client:call(operation, args, options, callback)
  if type(args) == "function" then
    args, callback = nil, args
  elseif type(options) == "function" then
    options, callback = nil, options
  end
  local row = endpoints.by_id[operation]
  if row then
    return call.run(self, row, args, options, callback)
  end
  local known = {}
  for i, each in ipairs(endpoints.rows) do
    known[i] = each.id
  end
  local err = errors.validation("operation", ("%s %s"):format(tostring(operation), suggest.unknown(operation, known)))
  return call.refuse(self, {}, err, callback)
end

local methods = { GET = "read", HEAD = false, POST = "send", PUT = "send", PATCH = "send", DELETE = "send" }

local function scalar(value)
  local kind = type(value)
  return kind == "boolean" and "boolean" or kind == "number" and "number" or "string"
end

local function add_query(params, query)
  local names = {}
  for name in next, query do
    if type(name) ~= "string" then
      return "has to have names for keys"
    end
    names[#names + 1] = name
  end
  table.sort(names)
  for _, name in ipairs(names) do
    params[#params + 1] = { name = name, at = "query", type = scalar(query[name]) }
  end
end

local function add_path(params, path)
  for name in path:gmatch("{([%w_]+)}") do
    params[#params + 1] = name == "account_id" and account_param or { name = name, at = "path", type = "id", required = true }
  end
end

-- The row of an endpoint that has none. What is not a GET counts as a send: nobody knows better.
local function ad_hoc_row(method, path, spec)
  local effect = methods[method]
  if not effect then
    return nil, "method", "has to be one of GET, POST, PUT, PATCH, DELETE"
  elseif type(path) ~= "string" then
    return nil, "path", "has to be a string, not a " .. type(path)
  elseif type(spec) ~= "table" then
    return nil, "request", "has to be a table of path, query and body, not a " .. type(spec)
  end
  local known = { path = "table", query = "table", body = "table" }
  for name, value in next, spec do
    if not known[name] then
      return nil, tostring(name), suggest.unknown(name, { "path", "query", "body" })
    elseif type(value) ~= known[name] then
      return nil, name, ("has to be a table, not a %s"):format(type(value))
    end
  end
  if effect == "read" and spec.body then
    return nil, "body", "cannot go with GET"
  end
  path = path:gsub("^/api/fansly/", "/")
  local params = {}
  add_path(params, path)
  local problem = add_query(params, spec.query or {})
  if problem then
    return nil, "query", problem
  end
  return { id = method .. " " .. path, method = method, path = path, effect = effect, params = params, whole_body = spec.body, answer = {} }
end

--- An endpoint that this release has no row for.
---
--- `client:request("GET", "/{account_id}/new/{id}", { path = { id = "7" } })`
---@param method string
---@param path string template, relative to the base URL
---@param spec? { path: table|nil, query: table|nil, body: table|nil }
---@param options? fansly.CallOptions|function
---@param callback? function
---@return any value
---@return fansly.Error|nil err
---@return table|nil info
function Client:request(method, path, spec, options, callback)
  if type(spec) == "function" then
    spec, callback = nil, spec
  elseif type(options) == "function" then
    options, callback = nil, options
  end
  spec = spec == nil and {} or spec
  local row, field, problem = ad_hoc_row(method, path, spec)
  if not row then
    return call.refuse(self, {}, errors.validation(field, problem), callback)
  end
  local args = {}
  for _, values in ipairs({ spec.path or {}, spec.query or {} }) do
    for name, value in next, values do
      args[name] = value
    end
  end
  return call.run(self, row, args, options, callback)
end

--- Ends the client and all clients of its accounts: calls under way are cancelled, the key is wiped.
function Client:close()
  local session = self.session
  if session.closed then
    return
  end
  session.closed = true
  open_sessions[session] = nil
  for running in pairs(session.calls) do
    running:cancel()
  end
  self.config.key:wipe()
  if next(open_sessions) == nil then
    loop.close_network()
  end
end

Client.__close = Client.close

function Client:__tostring()
  return ("fansly.Client(%s, %s)"):format(self.config.base, self.config.account_id or "no account")
end

--- Versions of the module and of what it runs on.
---@return { module: string, curl: string, ssl: string }
M.versions = core.version

return M
