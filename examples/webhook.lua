--- A receiver of webhooks on lua-http: checks the signature, stores the event, answers, and only then works on it.
---
---     FANSLY_WEBHOOK_SECRET=... lua examples/webhook.lua [PORT [FILE]]
---
--- It listens on 127.0.0.1, for a web server in front of it that speaks TLS. FILE is the journal: one delivery a line. What is in
--- it already is a duplicate, also after a restart.

local cqueues = require("cqueues")
local condition = require("cqueues.condition")
local fansly = require("fansly")
local http_headers = require("http.headers")
local http_server = require("http.server")

local PORT, PATH = tonumber(arg[1] or 8090), arg[2] or "webhooks.journal"
local MAX_BODY, SECONDS = 2 ^ 20, 10
local COUNTABLE = 2 ^ 53 -- a body of some 10^19 bytes lua-http would read as endless pieces of nothing

local hook = assert(fansly.webhook.new({ secret = os.getenv("FANSLY_WEBHOOK_SECRET"), max_size = MAX_BODY }))

-- --- the journal ---

local seen = {} -- [key of an event]; in a database this is a column that has to be unique

-- Without line breaks, which mean nothing between JSON's tokens and are not in them.
local function line_of(body)
  return (body:gsub("[\r\n]", " "))
end

for line in (io.open(PATH, "rb") or io.tmpfile()):lines() do
  local event = fansly.webhook.parse(line)
  if event then
    seen[event.key] = true
  end
end

local function store(line)
  local journal, problem = io.open(PATH, "ab")
  if not journal then
    return nil, problem
  end
  local ok, failed = journal:write(line, "\n")
  local closed = journal:close() -- what is not on its way to the disk by now counts as not stored
  return ok and closed, failed or "the journal could not be written"
end

-- --- the work, behind the answer ---

local work, more = {}, condition.new()

-- Any field may be missing: a message can be of media alone.
local function say(text, ...)
  local values, place = { ... }, 0
  print((text:gsub("%%s", function()
    place = place + 1
    return tostring(values[place])
  end)))
end

local doing = {
  ["messages.received"] = function(event)
    say("message %s from %s: %s", event.message_id, event.sender_id, event.data.content or "(media)")
  end,
  ["messages.sent"] = function(event)
    say("message %s to %s", event.message_id, event.fan_id)
  end,
  ["ppv.purchased"] = function(event)
    say("order %s: %s bought %s for %s", event.order_id, event.buyer_id, event.account_media_id, event.price)
  end,
  ["tips.received"] = function(event)
    say("a tip of %s", event.amount)
  end,
  ["subscriptions.new"] = function()
    print("a new subscription: read the subscribers again")
  end,
}

local function work_on()
  while true do
    while not work[1] do
      more:wait()
    end
    local event = table.remove(work, 1)
    local act = doing[event.name] or function()
      print("an event that is not known here: " .. event.name)
    end
    local ok, problem = pcall(act, event) -- what goes wrong with one event must not end the receiver
    if not ok then
      io.stderr:write(event.key, ": ", tostring(problem), "\n")
    end
    io.stdout:flush()
  end
end

-- --- the answer ---

local statuses = { auth = 401, limit = 413 }

-- What is answered is known when the event is stored. 503 asks for another delivery.
local function status_of(body, headers)
  local ok, err = hook:verify(body, headers)
  local event
  if ok then
    event, err = fansly.webhook.parse(line_of(body))
  end
  if not event then
    io.stderr:write(tostring(err), "\n")
    return statuses[err.kind] or 400
  elseif seen[event.key] then
    return 204
  end
  local stored, problem = store(line_of(body))
  if not stored then
    io.stderr:write(tostring(problem), "\n")
    return 503
  end
  seen[event.key] = true
  work[#work + 1] = event
  more:signal()
  return 204
end

local function answer(_, stream)
  local headers = stream:get_headers(SECONDS)
  if not headers then
    return
  end
  if (tonumber((headers:get("content-length"))) or 0) > COUNTABLE then
    return stream.connection:take_socket():close()
  end
  local status = 405
  if headers:get(":method") == "POST" then
    if headers:get("expect") then
      stream:write_continue(SECONDS)
    end
    local body, problem = stream:get_body_chars(MAX_BODY + 1, SECONDS)
    status = problem and 400 or status_of(body or "", headers)
  end
  local answered = http_headers.new()
  answered:append(":status", ("%d"):format(status))
  stream:write_headers(answered, true, SECONDS)
end

local loop = cqueues.new()
local server = assert(http_server.listen({
  cq = loop,
  host = "127.0.0.1",
  port = PORT,
  tls = false,
  onstream = answer,
  onerror = function(_, _, operation, problem)
    io.stderr:write(operation, ": ", tostring(problem), "\n")
  end,
}))
assert(server:listen())
loop:wrap(work_on)
print(("listening on 127.0.0.1:%d"):format((select(3, server:localname()))))
io.stdout:flush()
assert(loop:loop())
