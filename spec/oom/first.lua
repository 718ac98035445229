--- The torture of first uses: each allocation of Lua failed while a part of the module is loaded and used for the first time.
---
---   fansly_oom spec/oom/first.lua [STRIDE]    every so many of the allocations; 1 is all of them
---
--- What has to hold: a call answers `nil, err`, and only the index of a part raises what Lua itself says; what was executed may have been
--- sent; the same again works, and so does everything beside it.

local oom, stride = ...
stride = tonumber(stride) or 29

local jit = rawget(_G, "jit")
if jit then
  jit.off() -- LuaJIT dies by itself where memory runs out as it leaves what it has compiled
end

local ACCOUNT = "fansly_acc_1"

local unpack = table.unpack or unpack -- luacheck: ignore 113 143

local temporary = os.tmpname()
local up, down = temporary .. "-up", temporary .. "-down"

local function of_client(client)
  return client
end

local function of(resource)
  return function(client)
    return client[resource]
  end
end

local function page_of(client)
  return assert(client.chats:list({}))
end

local function ignore() end

-- What is called on what, and with what; the server finds `token` in a request.
local calls = {
  { of_client, "call", function(token) return "list_chats", { search = token } end },
  { of_client, "call", function(token) return "send_message", { chat_id = token, content = "hi" } end },
  { of_client, "call", function() return "no_such_operation", {} end },
  { of_client, "request", function() return "GET", "/{account_id}/new/{id}", { path = { id = "7" } } end },
  { of_client, "me", ignore },
  { of_client, "is_mine", function() return { senderId = "790000000000000001" } end },
  { of_client, "account", function() return "fansly_acc_2" end },
  { of("chats"), "list", function(token) return { search = token, fields = { "groupId" } } end },
  { of("chats"), "list", function(token) return { search = token }, ignore end },
  { of("messages"), "send_ppv", function(token) return token, { content = "hi", media = "m1", price = "4.99" } end },
  { of("messages"), "send_ppv", function(token) return "1", { content = token, media = "m1", price = "4.99" }, { verify = true } end },
  { of("messages"), "reconcile", function() return {} end },
  { of("posts"), "edit", function(token) return "790000000000000001", { content = token, mediaIds = { "m1" } } end },
  { of("media"), "upload", function(token) return { path = up, name = token .. ".mp4" }, { poll_interval = 0, poll_timeout = 0.02 } end },
  { of("media"), "download", function(token) return "/1/" .. token .. ".mp4", down end },
  { page_of, "next", ignore },
  { page_of, "next", function() return ignore end },
}

local parts = { "units", "ppv", "webhook", "operations", "sleep", "map", "go", "log", "null", "on_error", "step", "new", "versions" }

-- The module as if it had never been required.
local function fresh()
  for name in pairs(package.loaded) do
    if name:find("^fansly") and name ~= "fansly.core" then
      package.loaded[name] = nil
    end
  end
  return require("fansly")
end

local function new_client(fansly)
  return assert(fansly.new({
    api_key = "canary-0123456789abcdef",
    account_id = ACCOUNT,
    base_url = "http://127.0.0.1:" .. oom.port,
    max_retries = 0,
    timeout = 10,
  }))
end

local token = 0

local function next_token()
  token = token + 1
  return ("tk%07d"):format(token)
end

local function armed(n, where, ...)
  oom.arm("lua", n, false, where)
  local ok, value, err = pcall(...)
  return oom.disarm(), ok, value, err
end

local function index(t, name)
  return t[name]
end

-- --- parts and resources ---

local function try_index(new_owner, name, n)
  local fansly = fresh()
  local owner = new_owner(fansly)
  local where = ("%s, first index, allocation %d"):format(name, n)
  local reached, ok, value = armed(n, where, index, owner, name)
  assert(ok or tostring(value):find("not enough memory", 1, true), where .. ": raised " .. tostring(value))
  assert(owner[name] ~= nil, where .. ": it is not there later")
  local client = new_client(fansly)
  assert(client.messages.send_ppv and client.media.upload and client.posts.edit and fansly.operations.send_message, where)
  client:close()
  return reached
end

-- --- calls ---

local function check_answer(where, reached, ok, value, err)
  assert(ok, where .. ": raised " .. tostring(value))
  if reached and value == nil then
    assert(type(err) == "table" and type(err.kind) == "string", where .. ": no error object but " .. tostring(err))
  end
  if oom.executed(token) > 0 and value == nil and err.effect ~= "read" then
    assert(err.maybe_sent, where .. ": it was executed, and the caller was told that it was not: " .. tostring(err))
  end
end

local function try_call(entry, n, expected)
  local fansly = fresh()
  local client = new_client(fansly)
  local new_owner, name, arguments = unpack(entry)
  local owner, where = new_owner(client), ("%s, first call, allocation %d"):format(name, n)
  local method = owner[name]
  local memory = require("fansly.error").memory
  local reached = (function(...)
    local reached, ok, value, err = armed(n, where, method, owner, ...)
    check_answer(where, reached, ok, value, err)
    return reached
  end)(arguments(next_token()))
  assert(memory.job_id == nil and memory.maybe_sent == false, where .. ": the error that all share was changed")
  fansly.run()
  local _, problem = method(owner, arguments(next_token()))
  local told = tostring(problem and problem.kind)
  assert(not expected or told == expected, where .. ": the call after it answered " .. told .. ", not " .. tostring(expected))
  fansly.run()
  client:close()
  assert(require("fansly.loop").pending() == 0, where .. ": something is pending for ever")
  return reached, told
end

-- --- all of it ---

local points = 0

local function series(try, ...)
  local n, expected = 1, nil
  local reached = true
  while reached do
    local list = { ... }
    list[#list + 1] = n
    list[#list + 1] = expected
    reached, expected = try(unpack(list))
    n = n + stride
    points = points + 1
    if points % 32 == 0 then
      collectgarbage()
    end
  end
end

local function itself(fansly)
  return fansly
end

local out = assert(io.open(up, "wb"))
assert(out:write(("x"):rep(3000)))
assert(out:close())
for _, name in ipairs(parts) do
  series(try_index, itself, name)
end
for _, name in ipairs(require("fansly.endpoints").resources) do
  series(try_index, new_client, name)
end
for _, entry in ipairs(calls) do
  series(try_call, entry)
end
os.remove(up)
os.remove(down)
os.remove(temporary)
print(("%s, %d points of first uses"):format(_VERSION, points))
