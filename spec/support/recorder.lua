--- A transport that records what reaches it and answers from a script, through the core's own reading of answers.
--
--   local net = recorder.new(function(request, number) return recorder.answer(recorder.envelope("{}")) end)
--   local client = net:client()
--   client.chats:mute("1")
--   net.requests[1]  -- { method, target, body (text), value (decoded), base, key, timeout, send, ... }
--
-- What a script gives: recorder.answer(...), recorder.fault(...), or nil for an answer that suits no row in particular.

local cjson = require("cjson")
local core = require("fansly.core")
local fansly = require("fansly")

local Recorder = {}
Recorder.__index = Recorder

local recorder = { api_key = require("spec.support.canary"), account_id = "fansly_acc_recorder" }

--- The normal envelope around a value.
---@param value string JSON text
---@param cursor? string JSON text
function recorder.envelope(value, cursor)
  return ('{"statusCode":200,"message":"Success","data":{"status_code":200,"data":{"success":true,"response":%s},"nextCursor":%s},'
    .. '"timestamp":"2026-04-19T16:47:11.017Z"}'):format(value, cursor or "null")
end

function recorder.answer(body, status, headers)
  return { status = status or 200, body = body, headers = headers or "" }
end

--- An exchange without an answer.
function recorder.fault(kind, outcome)
  return { exchange = { fault = kind, outcome = outcome or "not_sent", detail = "scripted " .. kind } }
end

--- A page of chats: `count` of them, numbered from `first`, and the cursor of the next page.
---@param count integer
---@param cursor? string|number nil on the last page
---@param first? integer
function recorder.page(count, cursor, first)
  local items, accounts = {}, {}
  for i = 1, count do
    local number = (first or 1) + i - 1
    items[i] = ('{"groupId":"g%d","partnerAccountId":"p%d","unreadCount":%d,"extra":{"a":[1,2]}}'):format(number, number, number)
    accounts[i] = ('{"id":"p%d","username":"user%d"}'):format(number, number)
  end
  local response = ('{"data":[%s],"aggregationData":{"accounts":[%s]}}'):format(table.concat(items, ","), table.concat(accounts, ","))
  return recorder.answer(recorder.envelope(response, cursor ~= nil and cjson.encode(cursor) or nil))
end

--- The cursor that a request came with.
function recorder.cursor_of(request)
  return request.target:match("[?&]cursor=([^&]*)")
end

--- A script for a list of so many pages, each of `size` chats; the cursor of page n is "cN".
function recorder.list_of(pages, size)
  return function(request)
    local number = tonumber((recorder.cursor_of(request) or "c1"):match("^c(%d+)$"))
    return recorder.page(size, number < pages and "c" .. number + 1 or nil, (number - 1) * size + 1)
  end
end

-- An answer that holds what each of the rows needs.
local function anything()
  return recorder.answer(recorder.envelope('{"id":"1","data":[],"ignoreFlags":1}'))
end

local function decoded(body)
  local ok, value = pcall(cjson.decode, body or "")
  return ok and value or nil
end

function Recorder:submit(request)
  local target, kind, message, field = core.target(request.path, request.params, request.query)
  if not target then
    return nil, kind, message, field
  end
  local seen = {}
  for name, value in pairs(request) do
    seen[name] = value
  end
  seen.target, seen.value = target, decoded(request.body)
  self.count = self.count + 1
  if self.keep then
    self.requests[self.count] = seen
  end
  self.waiting[#self.waiting + 1] = { id = self.count, request = seen }
  return self.count
end

function Recorder:step()
  for _, entry in ipairs(self.waiting) do
    self.answers[entry.id] = { self.script(entry.request, entry.id) or anything(), entry.request.settings.key }
    self.finished[#self.finished + 1] = entry.id
  end
  self.waiting = {}
  return #self.finished
end

function Recorder:next()
  return table.remove(self.finished, 1)
end

function Recorder:read(id, want)
  local answer, key = self.answers[id][1], self.answers[id][2]
  self.answers[id] = nil
  return answer.exchange or core.answer(answer.status, answer.headers, answer.body, key, want)
end

function Recorder:cancel(id)
  for i, entry in ipairs(self.waiting) do
    if entry.id == id then
      table.remove(self.waiting, i)
      self.answers[id] = { recorder.fault("cancelled") }
      self.finished[#self.finished + 1] = id
      return true
    end
  end
  return false
end

--- A client that speaks to this transport; what `options` says with `false` is left out.
---@param options? table options of fansly.new
function Recorder:client(options)
  local all = { api_key = recorder.api_key, account_id = recorder.account_id, max_retries = 0 }
  for name, value in pairs(options or {}) do
    all[name] = value
  end
  for name, value in pairs(options or {}) do
    if value == false then
      all[name] = nil
    end
  end
  all.transport = self
  return assert(fansly.new(all))
end

--- A new transport.
---@param script? fun(request: table, number: integer): table|nil
---@param keep? boolean false: count the requests but do not keep them
function recorder.new(script, keep)
  return setmetatable({
    script = script or anything,
    keep = keep ~= false,
    requests = {},
    count = 0,
    waiting = {},
    finished = {},
    answers = {},
  }, Recorder)
end

return recorder
