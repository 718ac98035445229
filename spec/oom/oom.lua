--- The out-of-memory torture: six calls, blocking and with a callback, on a new client and on one that has connections, with every
--- allocation failed that Lua, libcurl or the module makes: once, and from there on. Runs in the host program of this directory:
---
---   fansly_oom spec/oom/oom.lua [FILE]    FILE has the numbers of points that may not shrink
---
--- What has to hold: nothing is raised; what the caller was told is what the server's book says; a callback comes once; afterwards
--- the same client makes a normal call.

local oom, file = ...

local core = require("fansly.core")
local fansly = require("fansly")
local loop = require("fansly.loop")

local unpack = table.unpack or unpack -- luacheck: ignore 113 143

local KEY, ACCOUNT = "torture-key-0123456789", "fansly_acc_1"

-- What is called, and with what; the server finds `token` in the request.
local calls = {
  {
    name = "chats:list",
    arguments = function(token)
      return { search = token, filter = "vips" }, {}
    end,
  },
  {
    name = "chats:mute",
    arguments = function(token)
      return token, {}
    end,
  },
  {
    name = "chats:add_vip",
    arguments = function(token)
      return token, {}
    end,
  },
  {
    name = "chats:create_group",
    send = true,
    arguments = function(token)
      return { users = { "1", token } }, {}
    end,
  },
  {
    name = "messages:send",
    send = true,
    arguments = function(token)
      return token, { content = "hi" }, {}
    end,
  },
  {
    name = "accounts:get_current",
    arguments = function(token)
      return { account_id = token }
    end,
  },
}

-- Files that go up and come down, of this run alone: another one may be under way.
local temporary = os.tmpname()
local up, down = temporary .. "-up", temporary .. "-down"

calls[#calls + 1] = {
  name = "client:call",
  send = true,
  arguments = function(token)
    return "upload_media", { file = { path = up, name = token .. ".mp4" } }, {}
  end,
}
calls[#calls + 1] = {
  name = "media:upload",
  send = true,
  arguments = function(token)
    return { path = up, name = token .. ".mp4" }, { wait = false }
  end,
}
calls[#calls + 1] = {
  name = "media:download",
  arguments = function(token)
    return "/1/" .. token .. ".mp4", down, {}
  end,
}

calls[#calls + 1] = {
  name = "page:next",
  self = function(client, token)
    local page = assert(client.chats:list({ filter = "vips" }))
    page.next_cursor = token
    return page
  end,
  arguments = function()
    return {}
  end,
}

-- Everything a call needs, made before memory is out.
local function prepare(call, client, token, callback)
  local resource, method = call.name:match("(.*):(.*)")
  local self = call.self and call.self(client, token) or resource == "client" and client or client[resource]
  local list = { call.arguments(token) }
  list[#list + 1] = callback
  return self[method], self, unpack(list)
end

-- --- one point ---

local token = 0 -- of the request
local told = {} -- by token: what the caller was told
local points = { lua = 0, libcurl = 0, module = 0 }
local directly = 0 -- calls with a callback that answered without it

local came, value, err = 0, nil, nil -- what the callback got; it makes nothing new, so that nothing of its own fails
local function callback(given, problem)
  came, value, err = came + 1, given, problem
end

local uses = {}

function uses.blocking(method, ...)
  came = 1
  return pcall(method, ...)
end

function uses.callback(method, ...)
  came = 0
  local ok, handle, problem = pcall(method, ...)
  if ok and handle then
    local ran, raised = pcall(fansly.run)
    if not ran then
      return false, raised
    end
  end
  return ok, handle, problem
end

local function go(use, class, n, from_there_on, where, ...)
  oom.arm(class, n, from_there_on, where)
  local ok, handle, problem = use(...)
  return oom.disarm(), ok, handle, problem
end

local function name_of(number)
  return ("tk%07d"):format(number)
end

local function invoke(method, ...)
  return method(...)
end

-- The call with memory enough.
local function make(call, client, on_done)
  return invoke(prepare(call, client, name_of(0), on_done))
end

local function new_client()
  return assert(fansly.new({
    api_key = KEY,
    account_id = ACCOUNT,
    base_url = "http://127.0.0.1:" .. oom.port,
    max_retries = 0,
    timeout = 10,
  }))
end

-- A call of a callback that could not even be queued answers like one without a callback.
local function settle(use, handle, problem, where)
  if use == "blocking" then
    value, err = handle, problem
  elseif handle == nil then
    assert(came == 0, where .. ": a callback came for a call that was refused")
    value, err, came, directly = nil, problem, 1, directly + 1
  else
    fansly.run()
  end
  assert(came == 1, where .. (": the callback came %d times"):format(came))
end

-- The claim, for the comparison with the server's book.
local function claim_of(where)
  if err == nil then
    assert(type(value) == "table", where .. ": neither a value nor an error")
    return "done"
  end
  assert(value == nil, where .. ": a value and an error: " .. tostring(value) .. ", " .. tostring(err))
  assert(type(err) == "table" and type(err.kind) == "string", where .. ": no error object but " .. tostring(err))
  assert(type(err.maybe_sent) == "boolean" and type(err.message) == "string" and #tostring(err) > 0, where .. ": a bad error object")
  return err.maybe_sent and "maybe" or "not sent"
end

local kinds = {}
-- `limit`, since libcurl before 8.6 says of a head that is too large, too, that memory is out; where there is memory again when we ask,
-- as behind a single failure, that is taken to be meant.
local allowed = { lua = { memory = true }, module = { memory = true }, libcurl = { memory = true, network = true, limit = true } }

local function new_point_client(call, warm)
  local client = new_client()
  if warm then
    assert(make(call, client))
  end
  return client
end

-- Where memory is enough again, everything is as if nothing had been.
local function check_after(call, client, where)
  local again, refused = make(call, client)
  assert(again, where .. ": the call after it failed: " .. tostring(refused))
  fansly.run()
  assert(came == 1, where .. ": the callback came twice")
  client:close()
  assert(loop.pending() == 0, where .. ": something is pending for ever")
end

local function try(call, use, warm, class, n, from_there_on)
  local where = ("%s, %s, %s"):format(call.name, use, warm and "warm" or "cold")
  local client = new_point_client(call, warm)
  token = token + 1
  local reached, ok, handle, problem =
    go(uses[use], class, n, from_there_on, where, prepare(call, client, name_of(token), use == "callback" and callback or nil))
  where = ("%s: allocation %d of %s%s"):format(where, n, class, from_there_on and " and all behind it" or "")
  assert(ok, where .. ": raised " .. tostring(handle))
  settle(use, handle, problem, where)
  assert(loop.pending() == 0, where .. ": something is pending still")
  told[token] = { claim = claim_of(where), where = where, once = call.send }
  if err then
    assert(allowed[class][err.kind], where .. ": the error is of kind " .. err.kind)
    kinds[err.kind] = (kinds[err.kind] or 0) + 1
  end
  value, err = nil, nil
  check_after(call, client, where)
  return reached
end

-- --- the server's book ---

local book = {} -- [claim, and whether it was executed] = how often

local function check_book()
  for number, entry in pairs(told) do
    local count = oom.executed(number)
    if count > 0 then
      assert(entry.claim ~= "not sent", entry.where .. ": it was executed, and the caller was told that it was not")
    else
      assert(entry.claim ~= "done", entry.where .. ": the caller was told of success, and the server never got it")
    end
    assert(count < 2 or not entry.once, entry.where .. ": it was executed " .. count .. " times")
    local line = entry.claim .. (count > 0 and " and executed" or " and not executed")
    book[line] = (book[line] or 0) + 1
    told[number] = nil
  end
end

-- --- all of it ---

local function series(call, use, warm, class, from_there_on)
  local n = 1
  while try(call, use, warm, class, n, from_there_on) do
    n = n + 1
    points[class] = points[class] + 1
    if points[class] % 64 == 0 then
      collectgarbage()
    end
  end
end

local function torture(call)
  for _, use in ipairs({ "blocking", "callback" }) do
    for _, class in ipairs({ "module", "libcurl", "lua" }) do
      for kind = 0, 3 do
        series(call, use, kind % 2 == 1, class, kind >= 2)
      end
    end
  end
  check_book()
end

-- --- base URLs ---

local BASE = "http://127.0.0.1:8080/api/fansly"

-- A part of a URL that there is no memory for is not taken for one that is not there, nor the URL for none.
local function read_base(class, n, from_there_on)
  local where = ("%s: allocation %d of %s"):format(BASE, n, class)
  oom.arm(class, n, from_there_on, where)
  local ok, base, problem = pcall(core.base_url, BASE)
  local reached = oom.disarm()
  assert(base == (ok and BASE or "not enough memory"), where .. ": " .. tostring(base or problem))
  return reached
end

local function torture_base()
  for _, class in ipairs({ "module", "libcurl", "lua" }) do
    for _, from_there_on in ipairs({ false, true }) do
      local n = 1
      while read_base(class, n, from_there_on) do
        n = n + 1
      end
    end
  end
end

local function counts(of)
  local list = {}
  for name, count in pairs(of) do
    list[#list + 1] = name .. ": " .. count
  end
  table.sort(list)
  return table.concat(list, ", ")
end

local function check_points()
  local version = _VERSION:match("%d.%d")
  for line in io.lines(file) do
    local lua, class, least = line:match("^(%S+) (%S+) (%d+)$")
    if lua == version and points[class] < tonumber(least) then
      error(("%s: %d points, %s before"):format(class, points[class], least), 0)
    end
  end
end

local function warm_up()
  local client = new_client()
  for _, call in ipairs(calls) do
    assert(make(call, client))
    assert(make(call, client, callback))
    fansly.run()
  end
  client:close()
end

local function make_files()
  local out = assert(io.open(up, "wb"))
  assert(out:write(("x"):rep(3000)))
  assert(out:close())
end

-- What is left of a download would have its name with more behind it.
local function check_files()
  os.remove(up)
  os.remove(down)
  os.remove(temporary)
  local pipe = assert(io.popen(("ls -d '%s'* 2>/dev/null"):format(temporary)))
  local left = pipe:read("*l")
  pipe:close()
  assert(left == nil, "a file was left: " .. tostring(left))
end

make_files()
warm_up()
torture_base()
for _, call in ipairs(calls) do
  torture(call)
end
check_files()
print(("%s, %d points, %s"):format(_VERSION, points.lua + points.libcurl + points.module, counts(points)))
print("  told: " .. counts(book) .. ("; without the callback: %d"):format(directly))
print("  kinds: " .. counts(kinds))
if file then
  check_points()
end
