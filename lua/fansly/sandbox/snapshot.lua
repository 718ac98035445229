--- The whole of a sandbox as JSON, and back.

local account = require("fansly.sandbox.account")
local connections = require("fansly.sandbox.connections")
local json = require("fansly.json")

local VERSION = 1

local snapshot = {}

-- What goes along of the options: not the key, not the clock.
local OPTIONS = {
  "seed", "chats", "strangers", "files", "posts", "rate_limit", "page_size", "cursor_place", "upload_polls", "two_factor_code",
  "lose_access_rules", "account_id", "credits",
}

local PARTS = { "options", "counts", "connections", "accounts" }

local COUNTS = { "moved", "requests", "sent", "uploads", "events" }

local function to_hex(bytes)
  return (bytes:gsub(".", function(byte)
    return ("%02x"):format(byte:byte())
  end))
end

local function from_hex(hex)
  return (hex:gsub("%x%x", function(digits)
    return string.char(tonumber(digits, 16))
  end))
end

-- What is only there to find things again, and what JSON has no form for.
local written = {
  fan = function()
    return nil
  end,
  bytes = to_hex,
}

local function copy(value)
  if type(value) ~= "table" then
    return value
  end
  local own = {}
  for name, each in next, value do
    if written[name] then
      own[name] = written[name](each)
    else
      own[name] = copy(each)
    end
  end
  return own
end

-- Whole numbers become integers again, where Lua has them.
local function revived(value, name)
  if type(value) == "number" and value % 1 == 0 then
    return math.floor(value)
  elseif name == "bytes" then
    return from_hex(value)
  elseif type(value) ~= "table" then
    return value
  end
  local own = {}
  for key, each in next, value do
    own[key] = revived(each, key)
  end
  return own
end

local function picked(source, names)
  local own = {}
  for _, name in ipairs(names) do
    own[name] = source[name]
  end
  return own
end

--- All that there is in a model.
---@param model table
---@return string text
function snapshot.save(model)
  local states = {}
  for id, each in next, model.accounts do
    states[id] = copy(each.state)
  end
  return assert(json.encode({
    version = VERSION,
    options = picked(model, OPTIONS),
    counts = picked(model, COUNTS),
    connections = copy(picked(model.connections, { "list", "pending", "count" })),
    first = model.account.id,
    accounts = states,
  }))
end

local function is_whole(saved)
  for _, name in ipairs(PARTS) do
    if type(saved[name]) ~= "table" then
      return false
    end
  end
  return saved.version == VERSION
end

--- Reads what `save` has written.
---@param text string
---@return table|nil saved
---@return string|nil problem
function snapshot.read(text)
  local saved = json.decode(text)
  if type(saved) ~= "table" or not is_whole(saved) then
    return nil, "has to be what sandbox:save() gave"
  end
  return revived(saved)
end

--- Fills a model with what was saved; raises where a part of it is missing or was damaged. Values are not looked at one by one.
---@param model table
---@param saved table of `read`
function snapshot.restore(model, saved)
  for name, value in next, saved.counts do
    model[name] = value
  end
  model.connections = connections.new(model, saved.connections)
  model.accounts = {}
  for id, state in next, saved.accounts do
    model.accounts[id] = account.restore(model, state)
  end
  model.account = assert(model.accounts[saved.first])
end

return snapshot
