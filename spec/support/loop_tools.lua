--- What the cases for the loops of hosts share: answers for the wire server, clients, callbacks that collect.

local core = require("fansly.core")
local fansly = require("fansly")
local loop = require("fansly.loop")
local wire = require("spec.support.wire")

local tools = {}

local CHAT = '{"groupId":"%d","partnerUsername":"anna","unreadCount":3,"lastMessageId":"700000000000000001"}'

function tools.page_of(count)
  local chats = {}
  for i = 1, count do
    chats[i] = CHAT:format(i)
  end
  return wire.answer(200, wire.envelope('{"data":[' .. table.concat(chats, ",") .. '],"aggregationData":{"accounts":[]}}'))
end

tools.quick = tools.page_of(2)

function tools.equal(expected, value, what)
  if expected ~= value then
    error(("%s: expected %s, got %s"):format(what or "value", tostring(expected), tostring(value)), 2)
  end
end

function tools.open(base, options)
  local all = { api_key = require("spec.support.canary"), account_id = "fansly_acc_x", base_url = base, max_retries = 0 }
  for name, value in pairs(options or {}) do
    all[name] = value
  end
  return assert(fansly.new(all))
end

-- A list for results, and a callback that adds to it.
function tools.collector()
  local list = {}
  return list, function(value, err)
    list[#list + 1] = value or err
  end
end

function tools.has(list, count)
  return function()
    return #list >= (count or 1)
  end
end

function tools.pause(host, seconds)
  host.wait(function() end, seconds)
end

-- Counts the turns from here on.
function tools.count_turns()
  local turns, progress = 0, loop.progress
  function loop.progress()
    turns = turns + 1
    return progress()
  end
  return function()
    loop.progress = progress
    return turns
  end
end

-- How many descriptors this process has open.
function tools.descriptors()
  local pipe = io.popen("ls /proc/$PPID/fd | wc -l")
  local count = tonumber(pipe:read("*l"))
  pipe:close()
  return count
end

-- A sandbox whose answers take their time to be read, each of them.
function tools.heavy_sandbox(seconds)
  local sandbox = require("fansly.sandbox").new({ seed = 7, chats = 60 })
  local read = sandbox.read
  function sandbox.read(...)
    local start = core.now()
    while core.now() - start < seconds do -- luacheck: ignore 542
    end
    return read(...)
  end
  return sandbox
end

-- The longest time between two ticks of a timer of 5 ms until `done()` holds, in milliseconds.
function tools.worst_gap(host, done)
  local last, worst = core.now(), 0
  local stop = host.tick(0.005, function()
    local now = core.now()
    last, worst = now, math.max(worst, now - last)
  end)
  host.wait(done)
  stop()
  return worst * 1000
end

return tools
