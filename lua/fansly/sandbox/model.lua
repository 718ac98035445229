--- The API without a network: its state and its rules. A request goes in as a table, an answer comes out.
-- No input or output happens here; the two fronts are fansly.sandbox (in process) and fansly.sandbox.server (HTTP).

local account = require("fansly.sandbox.account")
local check = require("fansly.sandbox.check")
local endpoints = require("fansly.endpoints")
local handlers = require("fansly.sandbox.handlers")
local json = require("fansly.json")
local media = require("fansly.sandbox.media")
local rate_limit = require("fansly.sandbox.rate_limit")
local suggest = require("fansly.suggest")
local units = require("fansly.units")

local BASE = "/api/fansly"

local defaults = {
  seed = 1,
  chats = 60,
  strangers = 5, -- known users without a chat, for create_group
  now = os.time,
  rate_limit = 600,
  page_size = 20,
  cursor_place = "documented",
  upload_polls = 2, -- looks at an upload's job until it is done
  api_key = "sandbox-key-0123456789abcdef",
  account_id = "fansly_acc_sandbox",
}

local Model = {}
Model.__index = Model

local function segments(path)
  local list = {}
  for segment in path:gmatch("/([^/]*)") do
    list[#list + 1] = segment
  end
  return list
end

local routes = {}
for i, row in ipairs(endpoints.rows) do
  routes[i] = { row = row, segments = segments(row.path), place = i }
end

-- `/posts/walls` before `/posts/{post_id}`: a path is looked for among the names first.
local function comes_first(a, b)
  for i = 1, math.min(#a.segments, #b.segments) do
    local name_a, name_b = a.segments[i]:find("^{"), b.segments[i]:find("^{")
    if name_a ~= name_b then
      return name_b ~= nil
    end
  end
  return a.place < b.place
end
table.sort(routes, comes_first)

-- The path parameters of a path that fits a route, or nil.
local function fit(route, path)
  if #path ~= #route.segments then
    return nil
  end
  local params = {}
  for i, wanted in ipairs(route.segments) do
    local name = wanted:match("^{(.*)}$")
    local value = name and check.unescape(path[i])
    if name and value and value ~= "" then
      params[name] = value
    elseif name or wanted ~= path[i] then
      return nil
    end
  end
  return params
end

-- The row that serves a request, and its path parameters; else the methods that the path knows, none for an unknown one.
local function find_route(method, path)
  local allowed = {}
  local parts = path:sub(1, #BASE + 1) == BASE .. "/" and segments(path:sub(#BASE + 1)) or {}
  for _, route in ipairs(routes) do
    local params = fit(route, parts)
    if params and route.row.method == method then
      return route.row, params
    elseif params then
      allowed[#allowed + 1] = route.row.method
    end
  end
  return nil, allowed
end

local function failure(status, message)
  return status, { statusCode = status, message = message, data = json.null }
end

local function success(model, status, response, next_cursor)
  local inner = { success = true, response = response }
  local outer = { status_code = 200, data = inner }
  if model.cursor_place == "live" then
    inner.nextCursor = next_cursor
  else
    outer.nextCursor = next_cursor
  end
  return status, { statusCode = status, message = "Success", data = outer }
end

-- Answers that have another form than the usual one.
local forms = {}

-- No inner levels.
function forms.get_upload_status(status, value)
  return status, { statusCode = status, message = "Success", data = value }
end

forms.upload_media = forms.get_upload_status

-- The bytes of a file.
function forms.download_media(status, file)
  return status, file
end

local function merged(...)
  local all = {}
  for _, values in ipairs({ ... }) do
    for name, value in next, values do
      -- An optional field that is null stands for one that is not there.
      all[name] = value ~= json.null and value or nil
    end
  end
  return all
end

local function call(model, row, path_params, query, request)
  if path_params.account_id and path_params.account_id ~= model.account_id then
    return 403, { error = "Account not found or access denied" }
  end
  local handler = handlers[row.id]
  if not handler then
    return failure(501, ("The sandbox does not have %s yet"):format(row.id))
  end
  local query_values, query_problem = check.query(row, query)
  if not query_values then
    return failure(400, query_problem)
  end
  local body_values, body_problem = check.body(row, request.headers, request.body or "")
  if not body_values then
    return failure(400, body_problem)
  end
  local status, response, next_cursor = handler(model, merged(path_params, query_values, body_values))
  if status >= 400 then
    return failure(status, response)
  end
  if forms[row.id] then
    return forms[row.id](status, response)
  end
  return success(model, status, response, next_cursor)
end

local function route(model, request, headers)
  local path, query = request.target:match("^([^?#]*)%??([^#]*)")
  local row, params = find_route(request.method, path)
  if row then
    return call(model, row, params, query, request)
  elseif #params == 0 then
    return failure(404, "Not found")
  end
  headers.allow = table.concat(params, ", ")
  return failure(405, "Method not allowed")
end

local function limit_headers(model, headers)
  local limit = model.limits
  headers["x-ratelimit-plan"] = limit.plan
  if limit.limit then
    headers["x-ratelimit-limit"] = ("%d"):format(limit.limit)
    headers["x-ratelimit-remaining"] = ("%d"):format(limit:remaining())
  end
end

local function answer(model, request, now, headers)
  if request.headers["x-api-key"] ~= model.api_key then
    return failure(401, "Invalid or missing API key")
  end
  local admitted, retry_after = model.limits:admit(now)
  limit_headers(model, headers)
  if not admitted then
    headers["x-ratelimit-retry-after"] = ("%d"):format(retry_after)
    headers["retry-after"] = headers["x-ratelimit-retry-after"]
    return failure(429, "Rate limit exceeded. Please wait before making more requests.")
  end
  return route(model, request, headers)
end

local header_order = {
  "content-type",
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
  "x-ratelimit-plan",
  "x-ratelimit-retry-after",
  "retry-after",
  "allow",
  "x-request-id",
}

local function header_list(headers)
  local list = {}
  for _, name in ipairs(header_order) do
    if headers[name] then
      list[#list + 1] = { name, headers[name] }
    end
  end
  return list
end

--- Serves one request.
---@param request { method: string, target: string, headers?: table<string, string>, body?: string } header names in lower case
---@return integer status
---@return string[][] headers array of { name, value }, always in the same order
---@return string body JSON, or the bytes of a file
function Model:handle(request)
  request = { method = request.method, target = request.target, headers = request.headers or {}, body = request.body }
  self.requests = self.requests + 1
  local now = self.now()
  local headers = {
    ["content-type"] = "application/json; charset=utf-8",
    ["x-request-id"] = ("sandbox-%d-%06d"):format(self.seed, self.requests),
  }
  local status, document = answer(self, request, now, headers)
  if document.bytes then
    headers["content-type"] = document.mimetype
    return status, header_list(headers), document.bytes
  elseif not document.error then
    document.timestamp = units.iso(now)
  end
  return status, header_list(headers), assert(json.encode(document))
end

--- When a message that is sent now was created.
-- A clock that counts whole seconds gets a fraction from the count of messages, as the API's times have one.
---@return number seconds
function Model:message_time()
  local now = self.now()
  self.sent = self.sent + 1
  if now % 1 == 0 then
    return now + (self.sent % 999 + 1) / 1000
  end
  return math.floor(now * 1000) / 1000
end

--- A chat as the model keeps it: `messages` in order, `unread`, `fan`.
---@param chat_id string
---@return table|nil
function Model:chat(chat_id)
  return self.account.chat_by_id[chat_id]
end

--- What the model knows of a sent piece of media: `mediaId` and, where it costs something, `price` in dollars.
---@param content_id string of an attachment
---@return table|nil
function Model:media(content_id)
  return self.account.media_by_id[content_id]
end

local function ids(list)
  local result = {}
  for i, item in ipairs(list) do
    result[i] = item.id
  end
  return result
end

local model = { base = BASE }

local function option_names()
  local names = {}
  for name in next, defaults do
    names[#names + 1] = name
  end
  table.sort(names)
  return names
end

--- A new model.
-- Options: `seed`, `chats`, `strangers` (known users without a chat), `now` (a function that gives Unix seconds),
-- `upload_polls` (looks at an upload's job until it is done), `rate_limit` (requests a minute; false for none), `page_size`,
-- `cursor_place` (`documented`, or `live` for where it was seen in live answers), `api_key`, `account_id`.
---@param options? table
function model.new(options)
  local self = {}
  for name, value in next, defaults do
    self[name] = value
  end
  for name, value in next, options or {} do
    if defaults[name] == nil then
      error(("fansly.sandbox: the option %s %s"):format(tostring(name), suggest.unknown(name, option_names())), 3)
    elseif type(value) ~= type(defaults[name]) and not (name == "rate_limit" and value == false) then
      error(("fansly.sandbox: the option %s has to be a %s, not a %s"):format(name, type(defaults[name]), type(value)), 3)
    end
    self[name] = value
  end
  self.seed = math.floor(self.seed)
  self.account = account.new(self)
  self.limits = rate_limit.new(self.rate_limit)
  self.media_store = media.new()
  self.requests, self.sent = 0, 0
  self.native_id, self.tiers = self.account.native_id, self.account.tier_ids
  self.fans, self.chat_ids = ids(self.account.fans), ids(self.account.chats)
  return setmetatable(self, Model)
end

return model
