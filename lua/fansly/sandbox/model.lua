--- The API without a network: its state and its rules. A request goes in as a table, an answer comes out.
-- No input or output happens here; the two fronts are fansly.sandbox (in process) and fansly.sandbox.server (HTTP).

local account = require("fansly.sandbox.account")
local automation = require("fansly.sandbox.automation")
local catch_up = require("fansly.sandbox.due")
local check = require("fansly.sandbox.check")
local connections = require("fansly.sandbox.connections")
local credits = require("fansly.credits")
local errors = require("fansly.error")
local forms = require("fansly.sandbox.forms")
local handlers = require("fansly.sandbox.handlers")
local json = require("fansly.json")
local options = require("fansly.sandbox.options")
local rate_limit = require("fansly.sandbox.rate_limit")
local routes = require("fansly.sandbox.routes")
local seeding = require("fansly.sandbox.seeding")
local snapshot = require("fansly.sandbox.snapshot")
local times = require("fansly.units.times")

local CENTURY = 36525 * 86400 -- seconds
local EVENTS = 80 -- webhook deliveries for a credit

local Model = {}
Model.__index = Model

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

local function fail(status, message)
  return status, forms.failure(status, message)
end

local function call(model, row, path_params, query, request)
  local own = model.account
  if path_params.account_id then
    own = model.accounts[path_params.account_id]
  end
  if not own then
    return 403, { error = "Account not found or access denied" }
  end
  local query_values, query_problem = check.query(row, query)
  if not query_values then
    return fail(400, query_problem)
  end
  local body_values, body_problem = check.body(row, request.headers, request.body or "")
  if not body_values then
    return fail(400, body_problem)
  end
  local status, response, next_cursor = handlers[row.id](own, merged(path_params, query_values, body_values))
  if status >= 400 then
    return fail(status, response)
  end
  return status, forms.success(row, status, response, next_cursor, model.cursor_place)
end

local function route(model, request, headers)
  local path, query = request.target:match("^([^?#]*)%??([^#]*)")
  local row, params = routes.find(request.method, path)
  if row then
    local status, document = call(model, row, params, query, request)
    return status, document, row
  elseif #params == 0 then
    return fail(404, "Not found")
  end
  headers.allow = table.concat(params, ", ")
  return fail(405, "Method not allowed")
end

local function limit_headers(model, headers)
  local limit = model.limits
  headers["x-ratelimit-plan"] = limit.plan
  if limit.limit then
    headers["x-ratelimit-limit"] = ("%d"):format(limit.limit)
    headers["x-ratelimit-remaining"] = ("%d"):format(limit:remaining())
  end
end

local function admit(model, request, headers)
  if request.headers["x-api-key"] ~= model.api_key then
    return fail(401, "Invalid or missing API key")
  end
  local admitted, retry_after = model.limits:admit(model:time())
  limit_headers(model, headers)
  if not admitted then
    headers["x-ratelimit-retry-after"] = ("%d"):format(retry_after)
    headers["retry-after"] = headers["x-ratelimit-retry-after"]
    return fail(429, "Rate limit exceeded. Please wait before making more requests.")
  elseif model.credits and model.credits < 1 then
    return fail(402, "Insufficient credits")
  end
  return route(model, request, headers)
end

-- A fault of the sandbox, or of a state that was changed into something impossible, is told as a server tells it.
local function answer(model, request, headers)
  local ok, status, document, row = pcall(function()
    model:settle()
    return admit(model, request, headers)
  end)
  if ok then
    return status, document, row
  elseif errors.is_memory(status) then
    error(status, 0)
  end
  return fail(500, "Internal error: " .. tostring(status))
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

-- Takes credits away, as far as there are any; without an end where none were given.
local function spend(model, cost)
  model.credits = model.credits and math.max(0, model.credits - cost)
end

-- What serves a request: its body and the type of it.
local function text_of(document, now)
  if document.bytes then
    return document.bytes, document.mimetype
  elseif not document.error then
    document.timestamp = times.iso(now)
  end
  return assert(json.encode(document)), "application/json; charset=utf-8"
end

--- Serves one request.
---@param request { method: string, target: string, headers?: table<string, string>, body?: string } header names in lower case
---@return integer status
---@return string[][] headers array of { name, value }, always in the same order
---@return string body JSON, or the bytes of a file
function Model:handle(request)
  request = { method = request.method, target = request.target, headers = request.headers or {}, body = request.body }
  self.requests = self.requests + 1
  local headers = { ["x-request-id"] = ("sandbox-%d-%06d"):format(self.seed, self.requests) }
  local status, document, row = answer(self, request, headers)
  local text
  text, headers["content-type"] = text_of(document, self:time())
  if row then
    local moved = row.body == "multipart" and #(request.body or "") or 0
    spend(self, credits.price(row, math.max(#text, moved)))
  end
  return status, header_list(headers), text
end

--- Seconds on the model's clock: those of `now`, and what it was moved by.
---@return number
function Model:time()
  local now = self.now()
  if type(now) ~= "number" or now ~= now or math.abs(now) == math.huge then
    error(("fansly.sandbox: the option now has to give Unix time in seconds, not %s"):format(tostring(now)), 0)
  end
  return now + self.moved
end

--- Moves the clock, and lets happen what comes due meanwhile.
---@param seconds number
function Model:advance(seconds)
  if type(seconds) ~= "number" or not (seconds >= 0 and seconds <= CENTURY) then
    error("fansly.sandbox: the clock moves by a number of seconds, forward, and by a century at most", 3)
  end
  self.moved = self.moved + seconds
  self:settle()
end

--- Lets happen what is due by now.
function Model:settle()
  local now = self:time()
  for _, each in next, self.accounts do
    catch_up(each, now)
  end
end

--- When a message that is sent now was created.
-- A clock that counts whole seconds gets a fraction from the count of messages, as the API's times have one.
---@return number seconds
function Model:message_time()
  local now = self:time()
  self.sent = self.sent + 1
  if now % 1 == 0 then
    return now + (self.sent % 999 + 1) / 1000
  end
  return math.floor(now * 1000) / 1000
end

--- Somebody follows the account from now on.
---@param fan_id string
function Model:follow(fan_id)
  local fan = self.account.fan_by_id[fan_id] or error("fansly.sandbox: there is no user " .. tostring(fan_id), 3)
  self:settle()
  fan.follower = true
  automation.fire(self.account, "new_follower", fan.id, self:time())
end

--- The id of a further upload's job: no two of a sandbox are alike, since jobs are asked for without an account.
---@return string
function Model:new_job_id()
  self.uploads = self.uploads + 1
  return ("job-%d"):format(self.uploads)
end

--- Counts a delivery of a webhook, for the credits that it costs.
function Model:count_event()
  self.events = self.events + 1
  spend(self, self.events % EVENTS == 0 and 1 or 0)
end

--- A further account, with nothing in it yet.
---@param id string
---@param name string
---@return table account
function Model:add_account(id, name)
  self.accounts[id] = account.new(self, id, self.seed + 1000 * self.connections.count, name)
  return self.accounts[id]
end

--- The connected accounts, in the order in which they were connected.
---@return table[]
function Model:list_accounts()
  local list = {}
  for i, connection in ipairs(self.connections.list) do
    list[i] = self.accounts[connection.id]
  end
  return list
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

--- All that there is, as JSON, for `state` of another sandbox. The key is not in it.
---@return string
function Model:save()
  return snapshot.save(self)
end

local function ids(list)
  local result = {}
  for i, item in ipairs(list) do
    result[i] = item.id
  end
  return result
end

local model = { base = routes.base }

-- The options with their defaults; those of a saved state come between.
local function settings_of(given, saved)
  if not saved then
    return options.read(given)
  end
  local all = {}
  for _, values in ipairs({ saved.options, given }) do
    for name, value in next, values do
      all[name] = value
    end
  end
  return options.read(all)
end

local function begin(self)
  self.moved, self.requests, self.sent, self.uploads, self.events = 0, 0, 0, 0, 0
  self.connections = connections.new(self)
  self.account = account.new(self, self.account_id, self.seed, "Sandbox Creator")
  self.accounts = { [self.account_id] = self.account }
  self.connections:add(self.account_id, { username = "creator", name = "My creator", countryCode = "US" })
  seeding.fill(self.account, self)
end

-- What is there from the beginning: a new account, or those of a saved state.
local function fill(self, saved)
  if saved then
    snapshot.restore(self, saved)
  else
    begin(self)
  end
  self.state = self.account.state
  self.media_store = self.account.media_store
  self.native_id, self.tiers = self.account.native_id, ids(self.state.tiers)
  self.fans, self.chat_ids = ids(self.state.fans), ids(self.state.chats)
  return self
end

-- A state is text that somebody may have changed: where it cannot be taken up, it is not what `save` gave.
local function take_up(self, saved)
  local ok, problem = pcall(fill, self, saved)
  if not ok then
    if errors.is_memory(problem) then
      error(problem, 0)
    end
    return nil, options.fault("state", "has to be what sandbox:save() gave, and it is damaged")
  end
  return self
end

--- A new model.
---@param given? table see fansly.SandboxOptions; `state` is what `save` gave
---@return table|nil model
---@return fansly.Error|nil err kind `config`
function model.new(given)
  local text = type(given) == "table" and rawget(given, "state")
  local saved, problem
  if type(text) == "string" then
    saved, problem = snapshot.read(text)
    if problem then
      return nil, options.fault("state", problem)
    end
  end
  local settings, err = settings_of(given, saved)
  if not settings then
    return nil, err
  end
  local self = setmetatable(settings, Model)
  self.limits = rate_limit.new(self.rate_limit)
  if saved then
    return take_up(self, saved)
  end
  return fill(self)
end

--- Whether it is a model.
---@param value any
---@return boolean
function model.is(value)
  return type(value) == "table" and getmetatable(value) == Model
end

return model
