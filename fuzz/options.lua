--- Options and arguments that a caller may come up with. The bytes choose names and values. Nothing raises but a wrong name given to
--- fansly.new; what is refused is not submitted; what is submitted has the shape of its row.

local core = require("fansly.core")
local fansly = require("fansly")
local recorder = require("spec.support.recorder")

-- --- values out of bytes ---

local Source = {}
Source.__index = Source

function Source:byte()
  self.place = self.place + 1
  return self.bytes:byte(self.place) or 0
end

function Source:text(length)
  local text = self.bytes:sub(self.place + 1, self.place + length)
  self.place = self.place + length
  return text
end

function Source:choose(list)
  return list[self:byte() % #list + 1]
end

local function raise()
  error("a metamethod was called")
end

local function nothing() end

local hostile = setmetatable({}, { __index = raise, __newindex = raise, __len = raise, __pairs = raise, __tostring = raise, __eq = raise })
local cycle = {}
cycle.cycle = cycle

local names = {
  "api_key", "account_id", "base_url", "timeout", "connect_timeout", "max_retries", "max_body", "ca_file", "proxy", "on_attempt",
  "transport", "api_key_file", "cursor", "filter", "subscriptionTierId", "search", "sort", "fields", "targetUserId", "fan_id", "users",
  "userId", "permissionFlags", "type", "recipients", "lastMessage", "userSettings", "chat_id", "limit", "content", "mediaId", "media",
  "access_type", "price", "path", "query", "body", "max_items", "max_pages", "grace", 1, 2, 3, 0.5, -1, true,
}
local values = {
  "", "a", "fansly_acc_1", "790000000000000001", "../me", "a/b", "vips", "newest", "ppv", "4.99", "500.01", "1e2", "0x10", "0", "a\0b",
  "\255", "\r\nx: y", ("x"):rep(64), ("x"):rep(65), "http://127.0.0.1:1", "https://a/api/fansly", "https://a@b", "http://evil", "env",
  "fuzz/options.lua", "/nonexistent",
  500.01, 600, 0.99, 0, 1, -1, 2, 10, 11, 4.99, 4.999, 500, 1e15, 2 ^ 53, 1e300, math.huge, -math.huge, 0 / 0, 0.1, true,
  false, fansly.null, hostile, cycle, nothing, coroutine.create(nothing), io.stderr,
}

local make

local function make_table(source, depth)
  local t = source:byte() % 8 == 0 and fansly.array() or {}
  for _ = 1, source:byte() % 6 do
    local name = source:choose(names)
    t[name] = make(source, depth + 1)
  end
  return t
end

function make(source, depth)
  local kind = source:byte() % 8
  if kind == 0 then
    return nil
  elseif kind == 1 then
    return source:text(source:byte() % 40)
  elseif kind <= 3 and depth < 80 then
    return make_table(source, depth)
  end
  return source:choose(values)
end

-- --- what is called ---

local methods = {
  { "chats", "list" }, { "chats", "mute" }, { "chats", "add_vip" }, { "chats", "create_group" }, { "messages", "send" },
  { "messages", "send_ppv" }, { "messages", "list" }, { "accounts", "get_current" }, { "chats", "each" }, { "chats", "pages" },
  { "messages", "reconcile" },
}
local operations = {}
for id in pairs(fansly.operations) do
  operations[#operations + 1] = id
end
table.sort(operations)
local verbs = { "GET", "POST", "PUT", "DELETE", "HEAD", "get", "", "PATCH" }
local paths = { "/{account_id}/new/{id}", "/", "x", "/../x", "/{account_id}", "/a b", "//", "/{id}/{id}", "/{}", "/{a}x", "/%2e", "" }

local good = { -- by type, or by name
  id = "790000000000000001", string = "hi", integer = 1, number = 1, boolean = true, cursor = "c2", price = "4.99",
  array = { "1", { userId = "2" } }, object = {}, access_type = "ppv",
}

-- Arguments that are right but for some.
local function arguments_for(source, row)
  local args = {}
  for _, spec in ipairs(row.params) do
    local kind = source:byte() % 8
    if kind == 0 then
      args[spec.name] = make(source, 0)
    elseif spec.required or kind <= 4 then
      args[spec.name] = good[spec.name] or spec.enum and spec.enum[1] or good[spec.type]
    end
  end
  return args
end

-- Options of a call; a function in their place would be a callback.
local function options_of(source)
  local options = source:byte() % 4 == 0 and make(source, 0) or nil
  return type(options) ~= "function" and options or nil
end

local function call(source, client)
  local way, a, b, c = source:byte() % 5, make(source, 0), make(source, 0), options_of(source)
  if way == 4 then
    local id = source:choose(operations)
    return pcall(client.call, client, id, arguments_for(source, fansly.operations[id]), c)
  elseif way == 0 then
    return pcall(client.call, client, source:choose(operations), a, c)
  elseif way == 1 then
    return pcall(client.request, client, source:choose(verbs), source:choose(paths), a, c)
  elseif way == 2 then
    return pcall(client.account, client, a)
  end
  local name = source:choose(methods)
  local resource = client[name[1]]
  if name[2] == "each" or name[2] == "pages" then
    local ok, step = pcall(resource[name[2]], resource, a, c)
    if not ok then
      return ok, step
    end
    local went, raised = pcall(step)
    local is_error = not went and type(raised) == "table" and raised.kind ~= nil
    return went or is_error, went and {} or raised
  end
  return pcall(resource[name[2]], resource, a, b, c)
end

-- --- what has to hold ---

local function check_request(request)
  local path = request.target:match("^[^?]*")
  assert(path:find("^/[%w_%-/%.~]*$") and not path:find("//", 1, true) and not (path .. "/"):find("/%.%.?/"), "a bad path: " .. path)
  assert(select(2, path:gsub("/", "")) == select(2, request.path:gsub("/", "")), "a path of another shape: " .. path)
  assert(not request.target:find("[%c ]"), "a bad target")
  assert(request.body == nil or select(2, core.decode(request.body)) == nil, "a body that is not JSON")
  local message = path:find("/messages$") and request.method == "POST" and request.value
  if message and message.price ~= nil then
    local price = message.price
    assert(price >= 1 and price <= 500 and ("%.2f"):format(price) + 0 == price, "a bad price: " .. tostring(price))
    assert(message.access_type and message.mediaId, "a price without access type or media")
  end
  local settings = request.settings
  assert(request.timeout > 0 and settings.connect_timeout > 0 and settings.max_body >= 1, "a bad limit")
end

local function client_of(source, net)
  local options = make_table(source, 0)
  options[1], options[2], options[3], options[0.5], options[-1], options[true] = nil, nil, nil, nil, nil, nil
  if source:byte() % 4 > 0 then
    options = { max_retries = options.max_retries, timeout = options.timeout, max_body = options.max_body, on_attempt = options.on_attempt }
    options.api_key, options.account_id = recorder.api_key, recorder.account_id
  end
  options.max_retries = options.max_retries or 0
  local ok, client, err = pcall(fansly.new, options)
  if not ok then
    assert(tostring(client):find("fansly.new: ", 1, true), "fansly.new raised: " .. tostring(client))
    return nil
  elseif not client then
    assert(err.kind == "config", "a wrong option is of the kind " .. err.kind)
    return nil
  end
  client:close()
  options.transport = net
  client = fansly.new(options)
  return client
end

return function(input)
  fansly.on_error = function() end
  local source = setmetatable({ bytes = input, place = 0 }, Source)
  local net = recorder.new()
  local client = client_of(source, net)
  if not client then
    return
  end
  for _ = 1, 3 do
    local before = net.count
    local ok, value, err = call(source, client)
    assert(ok, "raised: " .. tostring(value))
    assert(value ~= nil or err == nil or type(err) == "table" and err.kind, "an error that is none")
    assert(not err or type(tostring(err)) == "string")
    if type(err) == "table" and (err.kind == "validation" or err.kind == "config") then
      assert(net.count == before, "what was refused was submitted")
    end
  end
  for _, request in ipairs(net.requests) do
    check_request(request)
  end
  client:close()
  fansly.run()
end
