--- From a row and the caller's arguments to the request for a transport.

local check = require("fansly.check")
local config = require("fansly.config")
local copy = require("fansly.copy")
local endpoints = require("fansly.endpoints")
local errors = require("fansly.error")
local json = require("fansly.json")
local suggest = require("fansly.suggest")

local M = {}

local FIELDS_MAX = 64 -- that the core takes

local fields_spec = { type = "array", min_items = 1, max_items = FIELDS_MAX, item = { type = "string" } }
local for_iterators = { "max_items", "max_pages", "until", "stop_at", "order" }

-- A sentence for a name that the row does not have.
local function hint(name, row)
  for _, option in ipairs(config.call_options) do
    if name == option then
      return "is an option of the call: give it in the table behind the parameters"
    end
  end
  local names = {}
  for i, spec in ipairs(row.params) do
    names[i] = spec.name
  end
  names[#names + 1] = row.answer.items and "fields" or nil
  for _, more in ipairs(row.answer.items and for_iterators or {}) do
    if name == more then
      return "is for each and pages: a list is one page"
    end
    names[#names + 1] = more
  end
  return suggest.unknown(name, names)
end

-- `fields` chooses what is built of each item; it is no parameter of the API.
local function take_fields(row, args)
  local fields = rawget(args, "fields")
  if fields == nil or not row.answer.items then
    return args
  end
  local checked, problem, at = check.value(fields, fields_spec, "fields")
  if not checked then
    return nil, errors.validation(at or "fields", problem)
  end
  local paging = row.answer.cursor_item or row.answer.key -- what leads from page to page is needed in any case
  if paging and #checked < FIELDS_MAX then
    checked[#checked + 1] = paging
  end
  local others = copy(args)
  others.fields = nil
  return others, nil, checked
end

local function lacks_account(row, given, field)
  local spec = endpoints.param_of(row, field)
  return spec ~= nil and spec.from_client and rawget(given, field) == nil
end

-- `by_client` has what the arguments may leave out: the account.
local function check_args(row, args, by_client)
  if type(args) ~= "table" then
    return nil, errors.validation("parameters", "have to be a table, as in { name = value }, not a " .. type(args))
  end
  local given, err, fields = take_fields(row, args)
  if not given then
    return nil, err
  end
  local checked, problem, field = check.fields(given, row, nil, hint, by_client)
  if checked then
    return checked, nil, fields
  elseif lacks_account(row, given, field) then
    return nil, errors.new({
      kind = "config",
      field = field,
      message = "account_id is missing: give it to fansly.new or client:account, or set FANSLY_ACCOUNT_ID",
    })
  end
  return nil, errors.validation(field, problem)
end

local nothing = {}

-- Each value to its place: on the wire, or in a file.
local function sort_out(row, checked)
  local query, placed = row.whole_query, { body = row.whole_body }
  for _, spec in ipairs(row.params) do
    local value = checked[spec.name]
    if spec.at ~= "query" then
      placed[spec.at] = placed[spec.at] or {}
      placed[spec.at][spec.name] = value
    elseif value ~= nil then
      query = query or {}
      query[#query + 1] = spec.name
      query[#query + 1] = value
    end
  end
  placed.query = query or nothing
  return placed
end

local SLOWEST = 16 * 2 ^ 10 -- bytes a second that a large file may go at
local PATIENCE = 120 -- seconds for what a server does with it

-- What stands still ends by stall_timeout; so this is for what creeps.
local function time_for(upload)
  return upload and PATIENCE + upload.size / SLOWEST
end

-- Names and values in turn; the values become texts.
local function encode_query(query, prefix)
  for i = 2, #query, 2 do
    local problem
    if type(query[i]) ~= "string" then
      query[i], problem = json.encode(query[i])
    end
    if problem then
      return nil, errors.validation(prefix .. query[i - 1], problem)
    end
  end
  return query
end

local function encode(body)
  if body == nil then
    return nil
  end
  local encoded, problem, where = json.encode(body)
  if not encoded then
    return nil, errors.validation(where ~= "" and where or "body", problem)
  end
  return encoded
end

--- Checks the arguments and lays out the request.
---@param row table of the operation
---@param args table parameters, by name
---@param settings table configuration of the call
---@return table|nil request for a transport; its `want` is for reading the answer, `cursor` the page, `patience` seconds for a large file
---@return fansly.Error|nil err
function M.new(row, args, settings)
  local checked, err, fields = check_args(row, args, settings)
  if not checked then
    return nil, err
  end
  local placed = sort_out(row, checked)
  local query, encoded
  query, err = encode_query(placed.query, row.whole_query and "query." or "")
  if query then
    encoded, err = encode(placed.body)
  end
  if err then
    return nil, err
  end
  local answer, upload = row.answer, placed.file and placed.file.file
  return { -- at most 16 fields: Lua keeps room for twice as many if there are more
    method = row.method,
    path = row.path,
    params = placed.path or nothing,
    query = query,
    body = encoded,
    upload = upload,
    save = placed.save,
    send = row.effect == "send",
    connect_only = row.connect_only,
    settings = settings,
    timeout = false, -- and trace: of each attempt
    trace = false,
    want = (answer.items or answer.flat) and { items = answer.items, fields = fields, later = answer.accounts, flat = answer.flat },
    cursor = checked[answer.offset and "offset" or "cursor"],
    patience = time_for(upload),
  }
end

return M
