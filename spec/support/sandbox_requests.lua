--- Requests to a model of the sandbox, as a server would hand them on, and what is expected of their answers.
--
--   local requests = require("spec.support.sandbox_requests")
--   requests.start()                -- before each test: a new model, whose clock stands still
--   local status, body = requests.get("/me")

local assert = require("luassert")
local json = require("fansly.json")
local model = require("fansly.sandbox.model")

local M = { NOW = 1790000000 } -- 2026-09-21T14:13:20Z

local function now()
  return M.clock
end

--- A new model in `M.own`.
---@param options? table
function M.start(options)
  M.clock = M.NOW
  local all = { seed = 7, now = now }
  for name, value in pairs(options or {}) do
    all[name] = value
  end
  M.own = assert(model.new(all))
  return M.own
end

---@param at? table another model
---@return integer status
---@return table body
---@return table<string, string> headers
---@return string text
function M.ask(method, path, body, headers, at)
  headers = headers or {}
  headers["x-api-key"] = headers["x-api-key"] or M.own.api_key
  if body ~= nil then
    headers["content-type"] = headers["content-type"] or "application/json"
  end
  if type(body) == "table" then
    body = assert(json.encode(body))
  end
  local status, fields, text = (at or M.own):handle({
    method = method,
    target = "/api/fansly" .. path,
    headers = headers,
    body = body,
  })
  local by_name = {}
  for _, field in ipairs(fields) do
    by_name[field[1]] = field[2]
  end
  return status, assert(json.decode(text)), by_name, text
end

function M.get(path, at)
  return M.ask("GET", "/fansly_acc_sandbox" .. path, nil, nil, at)
end

function M.post(path, body)
  return M.ask("POST", "/fansly_acc_sandbox" .. path, body)
end

--- A page of chats, its cursor, and the accounts beside it.
function M.list(query, at)
  local status, body = M.get("/chats" .. (query and "?" .. query or ""), at)
  assert.equal(200, status, body.message)
  return body.data.data.response.data, body.data.nextCursor, body.data.data.response.aggregationData.accounts
end

--- The chats of all pages, and how many pages there were.
function M.everything(query, at)
  local all, pages, cursor = {}, 0, nil
  repeat
    local rows, next_cursor = M.list((query or "sort=newest") .. (cursor and "&cursor=" .. cursor or ""), at)
    for _, row in ipairs(rows) do
      all[#all + 1] = row
    end
    pages, cursor = pages + 1, next_cursor
  until cursor == json.null or pages > 100
  return all, pages
end

--- Sends a message: its status, and the message or what was wrong.
function M.send(chat_id, body)
  local status, answer = M.post("/chats/" .. chat_id .. "/messages", body)
  return status, status < 400 and answer.data.data.response or answer.message
end

--- Holds that an answer is a refusal with a text in it.
function M.refused(wanted_status, wanted_text, status, body)
  assert.equal(wanted_status, status)
  assert.equal(wanted_status, body.statusCode)
  assert.equal(json.null, body.data)
  assert.truthy(body.message:find(wanted_text, 1, true), body.message)
  assert.truthy(body.timestamp:find("^%d+-%d%d%-%d%dT%d%d:%d%d:%d%d%.%d%d%dZ$"))
end

--- The names of a table's fields, in order.
function M.keys(t)
  local names = {}
  for name in pairs(t) do
    names[#names + 1] = name
  end
  table.sort(names)
  return table.concat(names, " ")
end

return M
