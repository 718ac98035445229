--- Messages to many fans.

local agenda = require("fansly.sandbox.agenda")
local broadcast = require("fansly.sandbox.broadcast")
local common = require("fansly.sandbox.handlers.common")
local json = require("fansly.json")
local paging = require("fansly.sandbox.paging")
local rows = require("fansly.sandbox.rows")

local PAGE_OF_STATS = 24
local MISSING = "Scheduled message not found"

local handlers = {}

local function schedule(account, message)
  agenda.add(account, message.at, "mass_message", { id = message.id })
end

local function is_past(account, params)
  return params.scheduledFor and params.scheduledFor / 1000 <= account:time()
end

function handlers.send_mass_message(account, params)
  if is_past(account, params) then
    return 400, "scheduledFor must be in the future"
  end
  local at = params.scheduledFor and params.scheduledFor / 1000 or account.model:message_time()
  local message = { id = account:new_id("7"), state = "scheduled", params = params, at = at }
  table.insert(account.state.mass_messages, message)
  if params.scheduledFor then
    schedule(account, message)
  else
    broadcast.send(account, { id = message.id }, at)
  end
  return 201, { id = message.id }
end

-- The messages in a state, in the order of their making.
local function in_state(account, state)
  local list = {}
  for _, message in ipairs(account.state.mass_messages) do
    if message.state == state then
      list[#list + 1] = message
    end
  end
  return list
end

local function scheduled_row(account, message)
  local template = { type = 1, content = message.params.content, attachments = json.array() }
  return {
    id = message.id,
    accountId = account.native_id,
    messageTemplate = assert(json.encode(template)),
    scheduledFor = math.floor(message.at * 1000 + 0.5),
  }
end

function handlers.list_scheduled_mass_messages(account)
  local list = in_state(account, "scheduled")
  return 200, { scheduledBroadcastMessages = rows.list(account, list, scheduled_row), groups = json.array() }
end

-- A message that still waits.
local function waiting(account, params)
  local message = account:find("mass_messages", params.scheduled_message_id)
  return message and message.state == "scheduled" and message or nil
end

function handlers.update_mass_message(account, params)
  local message = waiting(account, params)
  if not message then
    return 404, MISSING
  elseif is_past(account, params) then
    return 400, "scheduledFor must be in the future"
  end
  message.params, message.at = params, params.scheduledFor / 1000
  schedule(account, message)
  return 200, { id = message.id }
end

-- What never went out is not among those whose figures are kept.
function handlers.delete_mass_message(account, params)
  if not waiting(account, params) then
    return 404, MISSING
  end
  account:remove("mass_messages", params.scheduled_message_id)
  return 200, {}
end

local function stats_row(_, message)
  return {
    id = message.id,
    content = message.params.content,
    createdAt = math.floor(message.at),
    deletedAt = message.deleted_at or json.null,
    stats = { total = message.total, delivered = message.total, read = message.read },
    totalTipAmount = 0,
    saleStats = json.null,
  }
end

local function stats(state)
  return function(account, params)
    local list = paging.reversed(in_state(account, state))
    return common.page(account, params, list, PAGE_OF_STATS, function(page)
      return { messages = rows.list(account, page, stats_row) }
    end)
  end
end

handlers.list_sent_mass_message_stats = stats("sent")
handlers.list_deleted_mass_message_stats = stats("deleted")

return handlers
