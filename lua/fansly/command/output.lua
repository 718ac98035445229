--- What an operation answered, on standard output: lines of JSON, or a table.

local json = require("fansly.command.json")
local jsons = require("fansly.json")
local terminal = require("fansly.command.terminal")

local Output = {}
Output.__index = Output

local M = {}

local WIDEST = 48 -- characters of a column
local GAP = "  "

--- Writes, or raises a text where that fails, as on a full disk.
---@param text string
function M.write(text)
  local ok, problem = io.stdout:write(text)
  if not ok then
    error("cannot write: " .. tostring(problem), 0)
  end
end

local function cell(value)
  local kind = type(value)
  if value == nil then
    return ""
  elseif kind == "string" then
    return terminal.clean(value)
  end
  return terminal.clean(json.line(value))
end

-- A list may hold bare values: they stand in every column there is.
local function field(item, name)
  if type(item) == "table" then
    return item[name]
  end
  return item
end

-- The single values of items, by name: what has more to it does not fit into a column.
local function scalar_names(items)
  local names, seen = {}, {}
  for _, item in ipairs(items) do
    for name, value in next, type(item) == "table" and item or {} do
      if type(name) == "string" and type(value) ~= "table" and not seen[name] then
        seen[name] = true
        names[#names + 1] = name
      end
    end
  end
  table.sort(names)
  return names[1] and names or { "value" }
end

local function width_of(items, name)
  local width = terminal.length(name)
  for _, item in ipairs(items) do
    width = math.max(width, terminal.length(cell(field(item, name))))
  end
  return math.min(width, WIDEST)
end

-- The columns that fit, one at least.
local function columns_of(items, names, room)
  local columns, used = {}, 0
  for _, name in ipairs(names) do
    local width = width_of(items, name)
    if #columns > 0 and used + #GAP + width > room then
      break
    end
    columns[#columns + 1] = { name = name, width = math.min(width, room) }
    used = used + width + #GAP
  end
  return columns
end

local function print_row(columns, text_of)
  local cells = {}
  for i, column in ipairs(columns) do
    cells[i] = terminal.fit(text_of(column.name), column.width)
  end
  M.write((table.concat(cells, GAP):gsub(" +$", "")) .. "\n")
end

local function itself(name)
  return name
end

-- --- forms ---

local forms = { json = {}, table = {} }

-- A value with the fields that are wished for alone.
local function chosen(value, fields)
  if not fields or type(value) ~= "table" then
    return value
  end
  local kept = {}
  for _, name in ipairs(fields) do
    kept[name] = value[name]
  end
  return kept
end

function forms.json.items(self, items)
  for _, item in ipairs(items) do
    M.write(json.line(chosen(item, self.fields)) .. "\n")
  end
end

function forms.json.value(self, value)
  M.write(json.line(chosen(value, self.fields)) .. "\n")
end

-- The first page decides on the columns of all.
function forms.table.items(self, items)
  if not self.columns and #items > 0 then
    local names = self.fields or self.usual or scalar_names(items)
    self.columns = columns_of(items, names, terminal.width("stdout") or math.huge)
    print_row(self.columns, itself)
  end
  for _, item in ipairs(items) do
    print_row(self.columns, function(name)
      return cell(field(item, name))
    end)
  end
end

function forms.table.value(self, value)
  value = chosen(value, self.fields)
  if type(value) ~= "table" then
    return M.write(cell(value) .. "\n")
  end
  local pairs_of, names = {}, {}
  for name in next, value do
    names[#names + 1] = tostring(name)
  end
  table.sort(names)
  for i, name in ipairs(names) do
    pairs_of[i] = { name = name, value = value[name] }
  end
  local width = width_of(pairs_of, "name")
  for _, pair in ipairs(pairs_of) do
    M.write(terminal.fit(terminal.clean(pair.name), width) .. GAP .. cell(pair.value) .. "\n")
  end
end

--- Prints the items of a list; may be called for each page.
---@param items table[]
function Output:items(items)
  self.form.items(self, items)
end

--- Prints the value of a call. A list that is not paged is a list all the same.
---@param value any
function Output:value(value)
  if type(value) == "table" and (jsons.list_length(value) or 0) > 0 then
    return self:items(value)
  end
  self.form.value(self, value)
end

--- Where answers go: a table on a terminal, and lines of JSON elsewhere, unless one of them is wished for.
---@param wishes { json: boolean|nil, table: boolean|nil, fields: string[]|nil }
---@param columns? string[] what a table shows by itself
function M.new(wishes, columns)
  local as_table = wishes.table or not wishes.json and terminal.width("stdout") ~= nil
  return setmetatable({
    form = as_table and forms.table or forms.json,
    fields = wishes.fields,
    usual = columns,
  }, Output)
end

return M
