--- The types of the library as annotations (LuaCATS), from the rows and the contract's answers. script/docs writes them into
--- lua/fansly/meta.lua; a spec holds that file to it.

local endpoints = require("fansly.endpoints")
local read = dofile("script/read.lua")

local ANSWERS = "spec/contract/answers.lua"

local HEAD = [[
---@meta _
-- Written by script/docs from the rows in lua/fansly/endpoints and spec/contract/answers.lua: nothing loads this file but
-- lua-language-server, which finds it beside the modules of the library. What is written by hand has its annotations in its source.
]]

local WALK = [[
---What iterators take beside the parameters of their list.
---@class fansly.Walk
---@field max_items? integer ends the walk after so many
---@field max_pages? integer
---@field stop_at? number|fun(item: table, page: fansly.Page): any ends the walk at this item; a Unix time, where items come newest first
---@field ["until"]? number|fun(item: table, page: fansly.Page): any the same under another name
---@field order? "newest"|"oldest" of `each`, where items come newest first: "oldest" reads to the end, then turns round
]]

local plain = {
  id = "string",
  ids = "string|string[]",
  string = "string",
  integer = "integer",
  number = "number",
  boolean = "boolean",
  cursor = "string|number",
  offset = "integer|string",
  milliseconds = "integer",
  price = "number|string|fansly.Amount",
  cdn_url = "string",
  file = "any",
  path = "string",
}

-- `list_chats` is ListChats.
local function camel(name)
  return (("_" .. name):gsub("_(%w)", string.upper))
end

-- Not beside the classes of answers, of which one is Media.
local function class_name(resource)
  return "fansly.resource." .. camel(resource)
end

-- --- parameters ---

local Writer = {}
Writer.__index = Writer

function Writer:add(text, ...)
  self.lines[#self.lines + 1] = select("#", ...) > 0 and text:format(...) or text
end

local function field_line(name, optional, kind, doc)
  local shown = name:find("^[%a_][%w_]*$") and name or ("[%q]"):format(name)
  return ("---@field %s%s %s%s"):format(shown, optional and "?" or "", kind, doc and " " .. doc or "")
end

local function quoted(values)
  local texts = {}
  for i, value in ipairs(values) do
    texts[i] = type(value) == "string" and ("%q"):format(value) or tostring(value)
  end
  return table.concat(texts, "|")
end

local function list_of(kind)
  return (kind:find("[|(]") and "(%s)[]" or "%s[]"):format(kind)
end

-- The type of a parameter; objects in it become classes, which are written before.
function Writer:type_of(param, name)
  local kind
  if param.either then
    local forms = {}
    for i, form in ipairs(param.either) do
      forms[i] = self:type_of(form, name)
    end
    kind = table.concat(forms, "|")
  elseif param.enum then
    kind = quoted(param.enum)
  elseif param.type == "array" then
    kind = param.item and list_of(self:type_of(param.item, name)) or "any[]"
  elseif param.type == "object" then
    kind = param.params and self:class_of(name, param.params) or "table"
    kind = param.shorthand and "string|" .. kind or kind
  else
    kind = assert(plain[param.type], param.type)
  end
  return param.nullable and kind .. "|lightuserdata" or kind
end

-- A class of parameters.
function Writer:class_of(name, params, given, extra)
  local fields = {}
  for _, param in ipairs(params) do
    if not (given and given[param.name]) then
      local optional = not param.required or param.default ~= nil or param.from_client
      fields[#fields + 1] = field_line(param.name, optional, self:type_of(param, name .. "." .. param.name), param.doc)
    end
  end
  if not self.classes[name] then
    self.classes[name] = true
    self:add("---@class %s", name)
    for _, line in ipairs(fields) do
      self:add(line)
    end
    for _, line in ipairs(extra or {}) do
      self:add(line)
    end
    self:add("")
  end
  return name
end

-- --- answers ---

-- Names with a capital letter are classes of the contract. What may be a table, a list and more is not known.
local function answer_type(text)
  if text:find("table|any[]", 1, true) then
    return "any"
  end
  return (text:gsub("%f[%w]%u%w*", "fansly.%0"))
end

function Writer:answer_classes(classes)
  local names = {}
  for name in pairs(classes) do
    names[#names + 1] = name
  end
  table.sort(names)
  for _, name in ipairs(names) do
    self:add("---%s", classes[name].doc or "Of answers.")
    self:add("---@class fansly.%s", name)
    for _, field in ipairs(classes[name].fields) do
      self:add(field_line(field.name, field.optional, answer_type(field.type), field.doc))
    end
    self:add("")
  end
end

-- The field of a class that the library takes for the value.
local function inner_type(contract, row, kind)
  local class = row.answer.value and contract.classes[kind]
  for _, field in ipairs(class and class.fields or {}) do
    if field.name == row.answer.value then
      return field.type
    end
  end
  return kind
end

function Writer:page_class(row, answer)
  local name, item = ("fansly.%sPage"):format(camel(row.id)), answer_type(answer.item)
  self:add("---@class %s: fansly.Page", name)
  self:add("---@field items %s", list_of(item))
  self:add("---@field response %s the whole value that the items are a part of", answer_type(answer.value))
  self:add("---@field next fun(self: %s, options?: fansly.CallOptions): %s|nil, fansly.Error|nil, fansly.Info|nil", name, name)
  self:add("")
  return name, item
end

-- --- methods ---

-- What a method takes: names, lines, and its signature as a type.
function Writer:parameters(row)
  local given, names, lines, signature = {}, {}, {}, {}
  local by_name = {}
  for _, param in ipairs(row.params) do
    by_name[param.name] = param
  end
  local function take(name, kind, doc, optional)
    names[#names + 1] = name
    lines[#lines + 1] = ("---@param %s%s %s%s"):format(name, optional and "?" or "", kind, doc and " " .. doc or "")
    signature[#signature + 1] = ("%s: %s"):format(name, kind)
  end
  for _, name in ipairs(row.args or {}) do
    given[name] = true
    take(name, self:type_of(by_name[name], ("fansly.%sArgs.%s"):format(camel(row.id), name)), by_name[name].doc)
  end
  local rest, needed = false, false
  for _, param in ipairs(row.params) do
    rest = rest or not given[param.name] and not param.from_client
    needed = needed or not given[param.name] and param.required and param.default == nil and not param.from_client
  end
  if rest then
    local extra = row.answer.items and { "---@field fields? string[] builds only these fields of each item" }
    take("args", self:class_of(("fansly.%sArgs"):format(camel(row.id)), row.params, given, extra), nil, not needed)
  end
  return { names = names, lines = lines, signature = signature, rest = rest }
end

local function facts_of(row)
  local facts = { ("`%s %s`, effect: %s"):format(row.method, row.path, row.effect) }
  if row.experimental then
    facts[#facts + 1] = "experimental: only one integrator's code speaks for it"
  end
  for _, unit in ipairs({ { "money", row.money }, { "times", row.times } }) do
    local fields = {}
    for name, value in pairs(unit[2] or {}) do
      fields[#fields + 1] = ("`%s` %s"):format(name, value)
    end
    table.sort(fields)
    if #fields > 0 then
      facts[#facts + 1] = ("%s: %s"):format(unit[1], table.concat(fields, ", "))
    end
  end
  return table.concat(facts, "; ")
end

local function joined(list, last)
  return #list > 0 and table.concat(list, ", ") .. ", " .. last or last
end

function Writer:method(row, class, parameters, value, name)
  local callback = ("callback: fun(%s: %s|nil, err: fansly.Error|nil, info: fansly.Info|nil)"):format(name, value)
  self:add("---%s", row.doc)
  self:add("---")
  self:add("---%s%s", facts_of(row), row.page and ("; [documentation](%s)"):format(row.page) or "")
  for _, line in ipairs(parameters.lines) do
    self:add(line)
  end
  self:add("---@param options? fansly.CallOptions")
  self:add("---@return %s|nil %s", value, name)
  self:add("---@return fansly.Error|nil err")
  self:add("---@return fansly.Info|nil info")
  local before = joined({ "self: " .. class }, joined(parameters.signature, ""))
  for _, options in ipairs({ "", "options: fansly.CallOptions|nil, " }) do
    self:add("---@overload fun(%s%s%s): fansly.Handle", before, options, callback)
  end
  self:add("function %s:%s(%s) end\n", camel(row.resource), row.name, joined(parameters.names, "options"))
end

function Writer:iterators(row, parameters, page, item)
  local walk = "fansly.Walk"
  if parameters.rest then
    walk = ("fansly.%sWalk"):format(camel(row.id))
    self:add("---@class %s: fansly.%sArgs, fansly.Walk\n", walk, camel(row.id))
  end
  for _, form in ipairs({ { "each", item .. ", " .. page, "items of all pages" }, { "pages", page, "pages" } }) do
    self:add("---Goes over the %s, and asks for a page when it is needed. Raises the error where one fails.", form[3])
    for _, line in ipairs(parameters.lines) do
      self:add((line:gsub("^(%-%-%-@param args)%?? .*", "%1? " .. walk)))
    end
    self:add("---@param options? fansly.CallOptions")
    self:add("---@return fun(): %s", form[2])
    local name = row.name:gsub("^%l+", form[1])
    self:add("function %s:%s(%s) end\n", camel(row.resource), name, joined(parameters.names, "options"))
  end
end

function Writer:operation(row, contract, extras)
  local answer = contract.operations[row.id] or {}
  local class = class_name(row.resource)
  local value = row.answer.bytes and "string" or inner_type(contract, row, (answer.value or "any"))
  value = answer_type(value):gsub("|nil$", ""):gsub("|nil|", "|")
  local parameters = self:parameters(row)
  local page, item
  if row.answer.items then
    page, item = self:page_class(row, answer)
  end
  if not (extras[row.resource] or {})[row.name] then
    self:method(row, class, parameters, page or value, page and "page" or "value")
  end
  if page then
    self:iterators(row, parameters, page, item)
  end
end

-- --- what is written by hand ---

local M = {}

--- The methods of resources that are more than a row, in order, with the annotations they have in their source.
---@return table<string, table[]> by resource; each has `name`, `params`, `doc`, and `as` where it is another one's second name
function M.extras()
  local extras = {}
  for resource, module in pairs(require("fansly.resource").extras) do
    local entries, block = {}, {}
    for line in read("lua/" .. module:gsub("%.", "/") .. ".lua"):gmatch("([^\n]*)\n") do
      local name, params = line:match("^function [%w_]+:([%w_]+)%((.*)%)")
      local own_name, other = line:match("^[%w_]+%.([%w_]+) = [%w_]+%.([%w_]+)$")
      if name then
        entries[name] = { name = name, params = params:gsub(", %.%.%.$", ""), doc = block }
        table.insert(entries, entries[name])
      elseif own_name then
        entries[own_name] = { name = own_name, params = entries[other].params, doc = block, as = entries[other] }
        table.insert(entries, entries[own_name])
      end
      if line:find("^%-%-%-") then
        block[#block + 1] = line
      else
        block = {}
      end
    end
    extras[resource] = entries
  end
  return extras
end

function Writer:extras(resource, extras)
  for _, entry in ipairs(extras[resource] or {}) do
    for _, line in ipairs(entry.doc) do
      self:add((line:gsub("^%-%-%- ", "---")))
    end
    for _, line in ipairs(entry.as and entry.as.doc or {}) do
      if line:find("^%-%-%-@") then
        self:add(line)
      end
    end
    self:add("function %s:%s(%s) end\n", camel(resource), entry.name, entry.params)
  end
end

-- --- the file ---

--- The whole of lua/fansly/meta.lua.
---@return string
function M.types()
  local contract, extras = dofile(ANSWERS), M.extras()
  local writer = setmetatable({ lines = { HEAD, WALK }, classes = {} }, Writer)
  writer:add("---@class fansly.Client")
  for _, resource in ipairs(endpoints.resources) do
    writer:add("---@field %s %s", resource, class_name(resource))
  end
  writer:add("\n---@alias fansly.OperationId")
  for _, row in ipairs(endpoints.rows) do
    writer:add("---| %q", row.id)
  end
  writer:add("")
  writer:answer_classes(contract.classes)
  for _, resource in ipairs(endpoints.resources) do
    writer:add("---`client.%s`", resource)
    writer:add("---@class %s", class_name(resource))
    writer:add("local %s = {}\n", camel(resource))
    for _, row in ipairs(endpoints.by_resource[resource]) do
      writer:operation(row, contract, extras)
    end
    writer:extras(resource, extras)
  end
  return (table.concat(writer.lines, "\n"):gsub("\n+$", "\n"):gsub("\n\n\n+", "\n\n"))
end

return M
