--- What the specs against the wire server share: clients, one call of each effect, and good answers to them.

local core = require("fansly.core")
local fansly = require("fansly")
local wire = require("spec.support.wire")

local open = {} -- clients

local calls = { key = require("spec.support.canary"), account = "fansly_acc_1" }

--- A client of a route; options go on top of the key, the account and the address.
---@param base string
---@param options? table
---@return fansly.Client
function calls.client(base, options)
  local given = { api_key = calls.key, account_id = calls.account, base_url = base }
  for name, value in pairs(options or {}) do
    given[name] = value
  end
  local client = assert(fansly.new(given))
  open[#open + 1] = client
  return client
end

--- Closes all clients, and with the last one all connections.
function calls.close()
  for i = 1, #open do
    open[i]:close()
    open[i] = nil
  end
  fansly.run()
end

-- Passes the arguments on without the nils at their end.
local function pass(method, self, ...)
  local count = select("#", ...)
  while count > 0 and (select(count, ...)) == nil do
    count = count - 1
  end
  local unpack = rawget(table, "unpack") or rawget(_G, "unpack")
  return method(self, unpack({ ... }, 1, count))
end

local chat = { groupId = "g1", partnerAccountId = "p1" }

--- One operation of each effect: `run(client, options, callback)`, and the answer of a server that did it.
calls.of = {
  read = {
    run = function(client, options, callback)
      return pass(client.chats.list, client.chats, {}, options or {}, callback)
    end,
    answer = wire.answer(200, wire.envelope({ data = { chat } })),
    method = "GET",
    path = "/{account_id}/chats",
    id = "list_chats",
  },
  idempotent = {
    run = function(client, options, callback)
      return pass(client.chats.mute, client.chats, "u1", options or {}, callback)
    end,
    answer = wire.answer(201, wire.envelope({ ignoredId = "u1", ignoreFlags = 1 }, { status = 201 })),
    method = "POST",
    path = "/{account_id}/chats/mute",
    id = "mute_chat",
  },
  send = {
    run = function(client, options, callback)
      return pass(client.messages.send, client.messages, "c1", { content = "hi" }, options or {}, callback)
    end,
    answer = wire.answer(201, wire.envelope({ id = "m1" }, { status = 201 })),
    method = "POST",
    path = "/{account_id}/chats/{chat_id}/messages",
    id = "send_message",
  },
}

--- The three in a fixed order.
calls.effects = { "read", "idempotent", "send" }

--- Names of all header lines of a recorded request in the order of the alphabet, so that one too many or twice shows.
---@param raw string
---@return string[]
function calls.header_names(raw)
  local names = {}
  for name in raw:match("^.-\r\n(.-)\r\n\r\n"):gmatch("([^:\r\n]+):[^\r\n]*") do
    names[#names + 1] = name:lower()
  end
  table.sort(names)
  return names
end

--- The headers that requests have: without a body, with an empty one, with JSON.
calls.headers = {
  get = { "accept", "accept-encoding", "host", "user-agent", "x-api-key" },
  post = { "accept", "accept-encoding", "content-length", "host", "user-agent", "x-api-key" },
  json = { "accept", "accept-encoding", "content-length", "content-type", "host", "user-agent", "x-api-key" },
}

--- Standard output of a shell command. A sanitizer in LD_PRELOAD is for the process under test alone.
---@param command string
---@return string
function calls.shell(command)
  local pipe = assert(io.popen("unset LD_PRELOAD; " .. command, "r"))
  local output = pipe:read("*a")
  pipe:close()
  return output
end

--- Turns the loop until `done()` holds.
---@param done fun(): any
---@param seconds? number 5 when left out
---@return boolean in_time
function calls.step_until(done, seconds)
  local deadline = core.now() + (seconds or 5)
  while not done() do
    if core.now() > deadline then
      return false
    end
    fansly.step(0.01)
  end
  return true
end

--- How long a function took, and what it returned.
---@return number seconds
---@return any ...
function calls.timed(f, ...)
  local start = core.now()
  local a, b, c = f(...)
  return core.now() - start, a, b, c
end

--- What `fansly.on_error` is told while a function runs, which gets the list, too.
---@param action fun(told: any[])
---@return any[] told
function calls.reports(action)
  local told = {}
  fansly.on_error = function(problem)
    told[#told + 1] = problem
  end
  local ok, problem = pcall(action, told)
  fansly.on_error = nil
  assert(ok, problem)
  return told
end

return calls
