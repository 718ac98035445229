--- The API's contract for the specs: its facts and examples (spec/contract, written by script/contract), and good arguments.
--
--   contract.operations                 list of the facts of each operation
--   contract.examples.list_chats        { kind, origin, body (JSON text), value (decoded) }
--   contract.arguments(operation)       list of { label, args }, each good and as a caller would give it
--   contract.sent(operation, args)      what of it has to be on the wire: target, query, body

local cjson = require("cjson").new()

local contract = { account = "fansly_acc_contract" }

contract.operations = dofile("spec/contract/facts.lua")

local function read_examples()
  local examples = {}
  for line in io.lines("spec/contract/examples.json") do
    local name, kind, origin, body = line:match('^"(.-)":{"kind":"(.-)","origin":"(.-)","body":(.*)},?$')
    if name then
      examples[name] = { kind = kind, origin = origin, body = body, value = cjson.decode(body) }
    end
  end
  return examples
end

contract.examples = read_examples()

--- All parameters of an operation, wherever they go.
---@param operation table
---@return table[] fields each with `at`
function contract.fields(operation)
  local fields = {}
  for _, param in ipairs(operation.params) do
    fields[#fields + 1] = param
  end
  for _, field in ipairs(operation.body and operation.body.fields or {}) do
    fields[#fields + 1] = setmetatable({ at = "body" }, { __index = field })
  end
  return fields
end

-- Where the schema alone would give something that the words beside it exclude.
local samples = {
  scheduledFor = 1790000000000,
  expiresAt = 1795000000000,
  after = 1770000000000,
  before = 1780000000000,
  afterDate = 1770000000000,
  beforeDate = 1780000000000,
  status = "active",
  ids = "11,12",
  subscriptionTierIds = "13,14",
  countryCode = "DE",
  cdnUrl = "https://cdn3.fansly.com/1/2.jpeg?Policy=a&Key-Pair-Id=b",
}

--- A value that fits the facts of a field.
---@param field table
---@return any
function contract.sample(field)
  if samples[field.name] ~= nil then
    return samples[field.name]
  elseif field.one_of then
    return contract.sample(field.one_of[1])
  end
  local kind = field.types[1]
  if field.enum then
    return field.enum[1]
  elseif kind == "array" then
    local list = {}
    for i = 1, field.min_items or 1 do
      list[i] = field.item and contract.sample(field.item) or "x"
    end
    return list
  elseif kind == "object" then
    local object = {}
    for _, each in ipairs(field.fields or {}) do
      object[each.name] = contract.sample(each)
    end
    return object
  elseif kind == "integer" or kind == "number" then
    return math.max(field.minimum or 2, 2)
  end
  return kind == "boolean" or "70000000000000000" .. #(field.name or "")
end

local access = {
  "access_type", "price", "subscriptionTierId", "subscriptionTierName", "listId", "listLabel", "validBefore", "validAfter",
}

local function copy(t)
  local own = {}
  for name, value in pairs(t) do
    own[name] = value
  end
  return own
end

local function without(args, names)
  local rest = copy(args)
  for _, name in ipairs(names) do
    rest[name] = nil
  end
  return rest
end

local function with(args, more)
  local all = copy(args)
  for name, value in pairs(more) do
    all[name] = value
  end
  return all
end

contract.with, contract.without = with, without

-- What the words of the documentation ask for beyond the schema.
local needed = {
  create_group = { users = { "1", "2" } },
  send_mass_message = { includeFollowers = true, send_now = true },
  update_mass_message = { includeFollowers = true },
  create_post = { content = "text" },
  update_post = { content = "text" },
}

--- The least that an operation takes.
---@param operation table
---@return table args
function contract.least(operation)
  local args = copy(needed[operation.id] or {})
  for _, field in ipairs(contract.fields(operation)) do
    if field.required and field.default == nil and field.name ~= "account_id" and args[field.name] == nil then
      args[field.name] = contract.sample(field)
    end
  end
  if operation.path:find("^/api/fansly/accounts/{account_id}") then
    args.account_id = contract.account
  end
  return args
end

local function most(operation)
  local args = contract.least(operation)
  for _, field in ipairs(contract.fields(operation)) do
    if field.name ~= "account_id" and args[field.name] == nil then
      args[field.name] = contract.sample(field)
    end
  end
  if args.scheduledFor then
    args.send_now = nil
  end
  return args
end

local tip = { triggerType = "new_tip" }
local renewal = { triggerType = "subscriber_renew" }

local every_kind = { access_type = { "ppv", "subscription", "follow", "list", "limited_time" } }

-- All that can be told at once, in each form in which it can be told.
local function full(operation)
  local all = most(operation)
  if not all.permissions then
    return { { label = "all", args = all } }
  end
  local plain = without(with(all, every_kind), { "permissions", "mediaId" })
  local rules = without(all, access)
  rules.permissions = { { access_type = "ppv", price = 4 }, { access_type = { "follow" }, note = "further fields go along" } }
  if rules.mediaId then
    rules.mediaIds = nil
  end
  if all.triggerType then
    plain = without(with(plain, tip), { "subscriptionStreak" })
    rules = without(with(rules, renewal), { "tipAmount", "keywords" })
  end
  return { { label = "all", args = plain }, { label = "all, with permissions", args = rules } }
end

--- Good arguments: the least, all, and each value of a choice.
---@param operation table
---@return table[] list of { label, args }
function contract.arguments(operation)
  local least = contract.least(operation)
  local list = { { label = "the least", args = least } }
  for _, each in ipairs(full(operation)) do
    list[#list + 1] = each
  end
  for _, field in ipairs(contract.fields(operation)) do
    for _, choice in ipairs(field.enum or {}) do
      list[#list + 1] = { label = ("%s = %s"):format(field.name, tostring(choice)), args = with(least, { [field.name] = choice }) }
    end
  end
  return list
end

local function group_users(users)
  local sent = {}
  for i, user in ipairs(users) do
    sent[i] = type(user) == "table" and user or { userId = user, permissionFlags = 0 }
  end
  return sent
end

--- What of the arguments has to be on the wire.
---@param operation table
---@param args table
---@return { target: string, query: table, body: table|nil }
function contract.sent(operation, args)
  local target = operation.path:gsub("{([%w_]+)}", function(name)
    return args[name] or contract.account
  end)
  local query, body = {}, operation.body and {} or nil
  for _, field in ipairs(contract.fields(operation)) do
    local value = args[field.name]
    if value == nil and field.required then
      value = field.default
    end
    if field.at == "query" and value ~= nil then
      query[field.name] = tostring(value)
    elseif field.at == "body" then
      body[field.name] = value
    end
  end
  if operation.id == "list_subscribers" then
    query.status = query.status or "all" -- required, with a default of ours
  elseif body and body.users then
    body.users = group_users(body.users)
  end
  return { target = target, query = query, body = body }
end

-- What is unwrapped once more, since it was seen with and without this around it.
local inside = { list_accounts = "accounts", list_walls = "walls", get_current_account = "account" }

-- The library leaves out fields that are null.
local function without_nulls(value)
  if type(value) ~= "table" then
    return value
  end
  local own = {}
  for name, each in pairs(value) do
    if each ~= cjson.null then
      own[name] = without_nulls(each)
    end
  end
  return own
end

local function at(body, place)
  local value = body
  for name in place:gmatch("[^.]+") do
    value = type(value) == "table" and value[name] or nil
  end
  return value
end

--- Answers that say more beside the levels that are unwrapped elsewhere.
contract.flat = { connect_account = true, verify_2fa = true }

--- The value of an answer, by the rules of the contract guide (part 2).
---@param operation table|nil
---@param body table decoded
---@return any
function contract.value(operation, body)
  local flat = operation and contract.flat[operation.id]
  for _, place in ipairs(flat and { "data" } or { "data.data.response", "data.data", "data" }) do
    local value = at(body, place)
    if value ~= nil and value ~= cjson.null then
      local within = operation and inside[operation.id]
      return without_nulls(within and value[within] or value)
    end
  end
  return without_nulls(body)
end

--- The items of a page: the first place that has a list.
---@param operation table
---@param body table decoded
---@return table|nil
function contract.items(operation, body)
  for _, place in ipairs(operation.pages.items) do
    local list = at(body, place)
    if type(list) == "table" and (list[1] ~= nil or next(list) == nil) then
      return without_nulls(list)
    end
  end
end

--- The operations whose bodies or answers are files, which go by calls of their own.
contract.files = { upload_media = true, download_media = true }

return contract
