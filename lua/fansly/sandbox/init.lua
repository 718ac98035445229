--- The sandbox: the API in this process, for tests and for trying things out without network, key or money.
--
--   local sandbox = require("fansly.sandbox").new { seed = 7 }
--   local client = sandbox:client()
--   local page = client.chats:list()
--
-- It is a transport as the engine is one: submit, step, next, read.

local core = require("fansly.core")
local errors = require("fansly.error")
local media = require("fansly.sandbox.media")
local model = require("fansly.sandbox.model")
local multipart = require("fansly.sandbox.multipart")
local sandbox_options = require("fansly.sandbox.options")
local suggest = require("fansly.suggest")
local webhooks = require("fansly.sandbox.webhooks")

--- A sandbox. It is a transport, too: `submit` to `pending` are what the module itself calls.
---@class fansly.Sandbox
---@field api_key string the one key that it takes
---@field account_id string its connected account
---@field model table the state and its rules
---@field state table what there is in the account, as plain tables
---@field private last_id integer
---@field private queue table[]
---@field private finished integer[]
---@field private answers table<integer, table>
local Sandbox = {}
Sandbox.__index = Sandbox

local function header_text(headers)
  local lines = {}
  for i, header in ipairs(headers) do
    lines[i] = header[1] .. ": " .. header[2] .. "\r\n"
  end
  return table.concat(lines)
end

-- The body that libcurl would have sent, and its type.
local function body_of(request)
  local upload = request.upload
  if not upload then
    return request.body, request.body and "application/json" or nil
  end
  local file = io.open(upload.path, "rb")
  local bytes = file and file:read(media.MAX_FILE + 1)
  if file then
    file:close()
  end
  local kind, body = multipart.build({ name = "file", filename = upload.name, type = upload.type, bytes = bytes or "" })
  return body, kind
end

local function serve(self, entry)
  local request = entry.request
  local known = request.settings.key:matches(self.api_key)
  local sent, kind = body_of(request)
  local headers = { ["x-api-key"] = known and self.api_key or "wrong", ["content-type"] = kind }
  local status, fields, body = self.model:handle({
    method = request.method,
    target = model.base .. entry.target,
    headers = headers,
    body = sent,
  })
  return { status = status, headers = header_text(fields), body = body, request = request }
end

local function finish(self, id, answer)
  self.answers[id] = answer
  self.finished[#self.finished + 1] = id
end

--- Takes a request. The model acts on it in the next step, not before. A time limit has no meaning here.
---@param request table method, path (template), params, query, body, upload, save, settings
---@return integer|nil id nil when no target can be made of path and params
---@return string|nil kind
---@return string|nil message
---@return string|nil field
function Sandbox:submit(request)
  local target, kind, message, field = core.target(request.path, request.params, request.query)
  if not target then
    return nil, kind, message, field
  end
  local id = self.last_id + 1
  self.last_id = id
  self.queue[#self.queue + 1] = { id = id, request = request, target = target }
  return id
end

--- Lets the model act on everything submitted, in order. Never blocks.
---@return integer finished exchanges that `next` will give
function Sandbox:step()
  while self.queue[1] do
    local entry = table.remove(self.queue, 1)
    finish(self, entry.id, serve(self, entry))
  end
  return #self.finished
end

--- The oldest finished exchange.
---@return integer|nil id
function Sandbox:next()
  return table.remove(self.finished, 1)
end

--- Reads a finished exchange, once.
---@param id integer
---@param want any what of the answer is wanted, as the core takes it
---@return table exchange as the core gives it
function Sandbox:read(id, want)
  local answer = self.answers[id]
  if not answer then
    error("fansly.sandbox: there is no answer " .. tostring(id), 2)
  end
  self.answers[id] = nil
  if answer.fault then
    return answer
  end
  local request, save = answer.request, answer.request.save or {}
  return core.answer(answer.status, answer.headers, answer.body, request.settings.key, want, save.path, save.max_bytes)
end

--- Gives up a request that the model has not acted on yet: it leaves no trace there, and its exchange says so.
---@param id integer
---@return boolean cancelled false for one that is finished: its answer stays to be read
function Sandbox:cancel(id)
  for i, entry in ipairs(self.queue) do
    if entry.id == id then
      table.remove(self.queue, i)
      finish(self, id, { outcome = "not_sent", fault = "cancelled", detail = "cancelled by the caller" })
      return true
    end
  end
  return false
end

--- How many exchanges were submitted and not handed out by `next` yet.
---@return integer
function Sandbox:pending()
  return #self.queue + #self.finished
end

--- A client of this sandbox.
---@param options? fansly.Options
---@return fansly.Client|nil client
---@return fansly.Error|nil err
function Sandbox:client(options)
  if options ~= nil and type(options) ~= "table" then
    return nil, sandbox_options.fault("options", "have to be a table, not " .. errors.shown(options))
  end
  local all = { api_key = self.api_key, account_id = self.account_id }
  for name, value in next, options or {} do
    all[name] = value
  end
  all.transport = self
  return require("fansly").new(all)
end

--- Lets an event happen and delivers it: see fansly.sandbox.webhooks for the events and their options.
---
--- `local delivery = sandbox:webhook("tips.received", { amount = 500, secret = secret, url = "http://127.0.0.1:8090/" })`
---@param name string such as "messages.received"
---@param options? table
---@return { body: string, headers: table<string, string>, status: integer|nil, problem: string|nil } delivery
function Sandbox:webhook(name, options)
  return webhooks.deliver(self.model, name, options)
end

--- Lets a user follow the account, which starts what waits for new followers.
---@param fan_id string native id, such as one of `sandbox.model.fans`
function Sandbox:follow(fan_id)
  self.model:follow(fan_id)
end

--- Moves the sandbox's clock: what was scheduled meanwhile happens, in its order.
---@param seconds number
function Sandbox:advance(seconds)
  self.model:advance(seconds)
end

--- The whole state as JSON, for `sandbox.new { state = text }`. The key is not in it.
---@return string text
function Sandbox:save()
  return self.model:save()
end

---@class fansly.SandboxOptions
---@field seed? integer one seed gives the same account every time; 1
---@field chats? integer how many chats there are; 60
---@field strangers? integer known users without a chat, for `create_group`; 5
---@field files? integer files in the vault; 24
---@field posts? integer posts on the walls; 12
---@field rate_limit? integer|false requests a minute; 600
---@field credits? integer|false what there is to spend; without an end
---@field page_size? integer items a page; 20
---@field cursor_place? "documented"|"live" where lists have their cursor
---@field upload_polls? integer looks at an upload's job until it is done; 2
---@field two_factor_code? string|false what connecting an account asks for; `"012345"`
---@field lose_access_rules? boolean paid media goes out free, which `verify` is there to notice
---@field api_key? string the one key that it takes
---@field account_id? string
---@field now? fun(): number Unix time
---@field state? string what `sandbox:save()` gave
---@field model? table one that exists, in place of a new one

local option_names, is_option = sandbox_options.names, {}
for _, name in ipairs(option_names) do
  is_option[name] = true
end

-- The one that exists, or a new one.
local function model_of(options)
  local own = type(options) == "table" and rawget(options, "model")
  if not own then
    return model.new(options)
  elseif not model.is(own) then
    return nil, sandbox_options.fault("model", "has to be the model of a sandbox, not " .. errors.shown(own))
  end
  return own
end

---@class fansly.sandbox
local sandbox = {}

--- A new sandbox. Its `state` is what there is in the account, as plain tables: to look at, and to change before the next call.
--- Raises for a name that is no option: that is a mistake in the program.
---@param options? fansly.SandboxOptions
---@return fansly.Sandbox|nil sandbox
---@return fansly.Error|nil err kind `config`
function sandbox.new(options)
  for name in next, type(options) == "table" and options or {} do
    if not is_option[name] then
      error(("fansly.sandbox.new: the option %s %s"):format(errors.name(name), suggest.unknown(name, option_names)), 2)
    end
  end
  local own, err = model_of(options)
  if not own then
    return nil, err
  end
  return setmetatable({
    model = own,
    state = own.state,
    api_key = own.api_key,
    account_id = own.account_id,
    last_id = 0,
    queue = {},
    finished = {},
    answers = {},
  }, Sandbox)
end

return sandbox
