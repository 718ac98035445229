--- A sandbox whose clock stands still, for the specs of what it keeps.
--
--   local world = require("spec.support.sandbox_world")
--   local box, client = world.start({ page_size = 2 })   -- in before_each, or where a test wants another one
--   after_each(world.stop)
--   world.clock = world.NOW + 60

local fansly = require("fansly")
local sandbox = require("fansly.sandbox")

local world = { NOW = 1790000000, HOUR = 3600, DAY = 86400 } -- seconds

world.clock = world.NOW

local clients = {} -- of the test that runs

local function now()
  return world.clock
end

--- A sandbox, and a client of it that repeats nothing.
---@param options? table of the sandbox
---@return table box
---@return table client
function world.start(options)
  local all = { seed = 7, chats = 20, upload_polls = 0, now = now }
  for name, value in pairs(options or {}) do
    all[name] = value
  end
  local box = sandbox.new(all)
  local client = assert(box:client({ max_retries = 0 }))
  clients[#clients + 1] = client
  return box, client
end

--- What a test leaves is closed, and the clock goes back.
function world.stop()
  for i = #clients, 1, -1 do
    table.remove(clients, i):close()
  end
  fansly.run()
  world.clock = world.NOW
end

--- The kind of the error that a call answered.
function world.kind_of(_, err)
  return err and err.kind
end

--- A time from now, in milliseconds.
---@param seconds number
---@return number
function world.ms(seconds)
  return (world.NOW + seconds) * 1000
end

--- The newest message of a fan's chat.
---@param box table
---@param fan_id string
---@return table|nil
function world.newest(box, fan_id)
  local chat = box.model.account.chat_by_fan[fan_id]
  return chat and chat.messages[#chat.messages]
end

return world
