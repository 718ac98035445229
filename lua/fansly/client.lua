--- A client: one key, one account, the resources of the API.

local call = require("fansly.call")
local check = require("fansly.check")
local when_collected = require("fansly.collected")
local config = require("fansly.config")
local copy = require("fansly.copy")
local core = require("fansly.core")
local credits = require("fansly.credits")
local endpoints = require("fansly.endpoints")
local account_param = require("fansly.endpoints.account")
local errors = require("fansly.error")
local identity = require("fansly.identity")
local loop = require("fansly.loop")
local perform = require("fansly.perform")
local resource = require("fansly.resource")
local retry = require("fansly.retry")
local suggest = require("fansly.suggest")
local throttle = require("fansly.throttle")

--- A client; its resources, as `client.chats`, are in fansly.meta.
---@class fansly.Client
---@field private config table
---@field private session table
local Client = { __name = "fansly.Client" }

function Client:__index(name)
  return Client[name] or resource.of(self, name)
end

local M = {}

local open_sessions = setmetatable({}, { __mode = "kv" }) -- [session] = its first client

local open_count = 0

-- A session has ended, by close or as garbage: the connections end with the last one.
local function leave(session)
  if session.left then
    return
  end
  session.left = true
  open_count = open_count - 1
  if open_count == 0 then
    loop.abandon_network()
  end
end

local function make(settings, session)
  return setmetatable({ config = settings, session = session }, Client)
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
  local session = {
    closed = false,
    calls = {},
    pid = core.pid(),
    retries = retry.new_budget(),
    throttle = throttle.new(),
    usage = credits.new_usage(),
    profiles = {}, -- by account
    keys = setmetatable({ [settings.key] = true }, { __mode = "k" }), -- also those of single calls
  }
  local client = make(settings, session)
  open_sessions[session] = client
  open_count = open_count + 1
  session.sentinel = when_collected(function()
    leave(session)
  end)
  return client
end

local connection = {
  id = "warmup",
  method = "GET",
  path = "/warmup",
  effect = "read",
  cost = "nothing",
  connect_only = true,
  params = {},
  answer = {},
}

local function connect(client)
  if not client.config.transport then
    return call.run(client, connection)
  end
  local closed = call.closed(client.session)
  return not closed or nil, closed
end

--- Connects to the server of a client without asking for anything, so that the first call does not have to read the system's
--- certificates: some 25 ms that a game had better spend before its first frame. All resources are loaded, too: behind it no call reads
--- a file of this module.
--- The connection itself is not kept, only what had to be read for it.
---@param client? fansly.Client every open client when left out; one with a sandbox has nothing to connect to
---@return boolean|nil connected
---@return fansly.Error|nil err
function M.warmup(client)
  if client ~= nil and getmetatable(client) ~= Client then
    return nil, errors.validation("client", "has to be a client, not " .. errors.shown(client))
  end
  local clients = { client }
  for _, each in pairs(client and {} or open_sessions) do
    clients[#clients + 1] = each
  end
  for _, each in ipairs(clients) do
    local _, err = perform.ask(resource.load_all, each)
    local connected
    if not err then
      connected, err = connect(each)
    end
    if not connected then
      return nil, err
    end
  end
  return true
end

local function check_self(self, name)
  if getmetatable(self) ~= Client then
    errors.raise_no_self("client", name)
  end
end

local function for_account(client, account_id)
  local closed = call.closed(client.session)
  if closed then
    return nil, closed
  elseif account_id == nil then
    return nil, errors.validation("account_id", "is missing")
  end
  local settings, err = config.override(client.config, { account_id = account_id })
  if not settings then
    return nil, err
  end
  return make(settings, client.session)
end

--- The same client for another account: same key, same connections.
---@param account_id string as the service names it
---@return fansly.Client|nil client
---@return fansly.Error|nil err kind `validation`
function Client:account(account_id)
  check_self(self, "account")
  return perform.ask(for_account, self, account_id)
end

-- Does something with a client that may make calls, and tells by a callback where there is one.
local function ask(action, most, self, ...)
  local list, callback, err = check.arguments(most, ...)
  return perform.run(callback, function()
    if err then
      return nil, err
    end
    return action(self, list[1])
  end)
end

--- The profile behind the account, with its native id. Asked for once: `client.accounts:get_current()` asks anew.
---@param callback? fun(profile: fansly.AccountSummary|nil, err: fansly.Error|nil)
---@return fansly.AccountSummary|nil profile
---@return fansly.Error|nil err
function Client:me(callback, ...)
  check_self(self, "me")
  return perform.ask(ask, identity.me, 0, self, callback, ...)
end

--- Whether a message was sent by this account itself: its sender is named by a native id, never by the account id of the service.
--- The first one may need a call.
---@param message fansly.Message of `messages:list`, or the `data` of an event
---@param callback? fun(is_mine: boolean|nil, err: fansly.Error|nil)
---@return boolean|nil is_mine
---@return fansly.Error|nil err
function Client:is_mine(message, callback, ...)
  check_self(self, "is_mine")
  return perform.ask(ask, identity.is_mine, 1, self, message, callback, ...)
end

--- What this client and those of its other accounts have used so far.
---@return fansly.Usage usage a copy; `credits` is an estimate
function Client:usage()
  check_self(self, "usage")
  local usage = copy(self.session.usage)
  usage.rate_limit = usage.rate_limit and copy(usage.rate_limit)
  return usage
end

local function named_operation(...)
  local list, callback, err = check.arguments(3, ...)
  local row = endpoints.by_id[list[1]]
  if not err and type(list[1]) ~= "string" then
    err = errors.validation("operation", "has to be the operationId of an endpoint, not " .. errors.shown(list[1]))
  elseif not err and not row then
    local problem = suggest.operation(list[1], endpoints.rows, "fansly.operations")
    err = errors.validation("operation", ("%s %s"):format(errors.shown(list[1]), problem))
  end
  local args = type(list[2]) == "table" and copy(list[2]) or list[2] -- a page asks for the next one with what was given for this one
  return row or {}, args, list[3], callback, err
end

--- Any operation by its operationId.
---
--- `client:call("send_message", { chat_id = id, content = "hi" })`
---@param operation fansly.OperationId|string
---@param args? table path, query and body fields in one
---@param options? fansly.CallOptions|function
---@param callback? function
---@return any value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
function Client:call(operation, args, options, callback, ...)
  check_self(self, "call")
  return call.ask(self, named_operation, operation, args, options, callback, ...)
end

local methods = { GET = "read", HEAD = false, POST = "send", PUT = "send", PATCH = "send", DELETE = "send" }

local function scalar(value)
  local kind = type(value)
  return kind == "boolean" and "boolean" or kind == "number" and "number" or "string"
end

-- Names and values in turn, in the order of the names.
local function query_of(given)
  local specs, query = {}, {}
  for name, value in next, given do
    if type(name) ~= "string" then
      return nil, "has to have names for keys", "query"
    end
    specs[#specs + 1] = { name = name, type = scalar(value) }
  end
  table.sort(specs, function(a, b)
    return a.name < b.name
  end)
  local checked, problem, field = check.params(given, { params = specs }, "query")
  for i, spec in ipairs(checked and specs or {}) do
    query[2 * i - 1], query[2 * i] = spec.name, checked[spec.name]
  end
  return checked and query, problem, field
end

-- The parameters that a path names; nil and the problem where it is no template, whatever they were filled with.
local function path_params(path)
  local params, anything = {}, {}
  for name in path:gmatch("{([%w_]+)}") do
    params[#params + 1] = name == "account_id" and account_param or { name = name, at = "path", type = "id", required = true }
    anything[name] = "x"
  end
  local target, _, problem, missing = core.target(path, anything)
  if target then
    return params
  end
  return nil, missing == "path" and problem or "is not a path template such as /{account_id}/chats"
end

local function check_spec(spec)
  if type(spec) ~= "table" then
    return "request", "has to be a table of path, query and body, not " .. errors.shown(spec)
  end
  for name, value in next, spec do
    if name ~= "path" and name ~= "query" and name ~= "body" then
      return name, suggest.unknown(name, { "path", "query", "body" })
    elseif type(value) ~= "table" then
      return name, "has to be a table, not " .. errors.shown(value)
    end
  end
end

-- The row of an endpoint that has none. What is not a GET counts as a send: nobody knows better.
local function ad_hoc_row(method, path, spec)
  local effect = methods[method]
  if not effect then
    return nil, "method", "has to be one of GET, POST, PUT, PATCH, DELETE, not " .. errors.shown(method)
  elseif type(path) ~= "string" then
    return nil, "path", "has to be a string, not " .. errors.shown(path)
  end
  local field, problem = check_spec(spec)
  if problem then
    return nil, field, problem
  elseif effect == "read" and rawget(spec, "body") then
    return nil, "body", "cannot go with GET"
  end
  local query
  query, problem, field = query_of(rawget(spec, "query") or {})
  if problem then
    return nil, field, problem
  end
  path = path:gsub("^/api/fansly/", "/")
  local params
  params, problem = path_params(path)
  if problem then
    return nil, "path", problem
  end
  return {
    id = method .. " " .. path,
    method = method,
    path = path,
    effect = effect,
    params = params,
    whole_query = query,
    whole_body = rawget(spec, "body"),
    answer = {},
  }
end

local function ad_hoc_arguments(...)
  local list, callback, err = check.arguments(4, ...)
  local given = list[3] == nil and {} or list[3]
  local row, field, problem
  if not err then
    row, field, problem = ad_hoc_row(list[1], list[2], given)
  end
  if not row then
    return {}, nil, nil, callback, err or errors.validation(field, problem)
  end
  return row, rawget(given, "path"), list[4], callback
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
---@return fansly.Info|nil info
function Client:request(method, path, spec, options, callback, ...)
  check_self(self, "request")
  return call.ask(self, ad_hoc_arguments, method, path, spec, options, callback, ...)
end

--- Ends the client and all clients of its accounts: calls under way are cancelled, the key is wiped.
function Client:close()
  check_self(self, "close")
  local session = self.session
  if session.closed then
    return
  end
  session.closed = true
  open_sessions[session] = nil
  for running in pairs(session.calls) do
    running:cancel()
  end
  for key in pairs(session.keys) do
    key:wipe()
  end
  leave(session)
  loop.tidy()
end

Client.__close = Client.close

function Client:__tostring()
  return ("fansly.Client(%s, %s)"):format(self.config.base, self.config.account_id or "no account")
end

--- Versions of the module and of what it runs on.
---@return { module: string, curl: string, ssl: string }
M.versions = core.version

return M
