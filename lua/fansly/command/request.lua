--- What a call would send: found out by making it on a transport that sends nothing.

local copy = require("fansly.copy")
local core = require("fansly.core")
local fansly = require("fansly")
local json = require("fansly.command.json")
local rows = require("fansly.command.rows")
local terminal = require("fansly.command.terminal")

local M = {}

local function nothing()
  return nil
end

-- A transport that keeps the request, and refuses it.
local function keeper()
  local kept = { step = nothing, next = nothing, read = nothing, cancel = nothing }
  function kept.submit(_, request)
    kept.request = request
    return nil, "cancelled", "nothing is sent"
  end
  return kept
end

-- The body without the values that the row calls secret.
local function shown_body(row, body)
  local secret = {}
  for _, spec in ipairs(row.params) do
    secret[#secret + 1] = spec.secret and spec.name or nil
  end
  if not secret[1] then
    return body
  end
  local value = core.decode(body)
  for _, name in ipairs(secret) do
    value[name] = value[name] ~= nil and "***" or nil
  end
  return json.line(value)
end

---@class fansly.command.Plan
---@field method string
---@field url string
---@field body? string
---@field file? string that is sent
---@field bytes? integer of it

--- The request that a call would send. Needs no key.
---@param row table
---@param args table
---@param settings table of `fansly.new`
---@return fansly.command.Plan|nil plan
---@return fansly.Error|nil err what is wrong with the arguments
function M.plan(row, args, settings)
  local own = copy(settings)
  own.transport = keeper()
  local client, err = fansly.new(own)
  if err and err.field == "api_key" and not own.api_key_file then
    own.api_key = "none"
    client, err = fansly.new(own)
  end
  if not client then
    return nil, err
  end
  local _, refused = rows.run(client, row, args)
  client:close()
  local request = own.transport.request
  if not request then
    return nil, refused
  end
  return {
    method = request.method,
    url = request.settings.base .. core.target(request.path, request.params, request.query),
    body = request.body and shown_body(row, request.body),
    file = request.upload and request.upload.path,
    bytes = request.upload and request.upload.size,
  }
end

--- A plan in words.
---@param plan fansly.command.Plan
---@return string
function M.text(plan)
  local text = terminal.clean(plan.method .. " " .. plan.url) .. "\n"
  if plan.body then
    text = text .. terminal.clean(plan.body) .. "\n"
  end
  if plan.file then
    text = text .. ("%s: %.0f bytes\n"):format(terminal.clean(plan.file), plan.bytes)
  end
  return text
end

return M
