--- The list of methods in doc/fansly.txt, from the rows; the rest of that file is written by hand. A spec holds the list to them.

local endpoints = require("fansly.endpoints")
local read = dofile("script/read.lua")
local types = dofile("script/types.lua")

local PATH = "doc/fansly.txt"
local WIDTH = 78

local function wrapped(text, indent)
  local lines, line = {}, indent
  for word in text:gsub("[`|*]", ""):gmatch("%S+") do
    if #line + 1 + #word > WIDTH and line ~= indent then
      lines[#lines + 1], line = line, indent
    end
    line = line == indent and line .. word or line .. " " .. word
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n")
end

-- A line with something at its right end; on two lines where one does not hold both.
local function with_tag(text, tag)
  if #text + 1 + #tag > WIDTH then
    return (" "):rep(WIDTH - #tag) .. tag .. "\n" .. text
  end
  return text .. (" "):rep(WIDTH - #text - #tag) .. tag
end

local function positional(row)
  local given = {}
  for i, name in ipairs(row.args or {}) do
    given[i], given[name] = name, true
  end
  local others = {}
  for _, param in ipairs(row.params) do
    if not given[param.name] and not param.from_client then
      others[#others + 1] = param.name
    end
  end
  return given, others
end

local function add_row(lines, row)
  local given, others = positional(row)
  if #others > 0 then
    given[#given + 1] = "{ ... }"
  end
  local call = ("%s:%s(%s)"):format(row.resource, row.name, table.concat(given, ", "))
  lines[#lines + 1] = with_tag(call, ("*fansly-%s:%s*"):format(row.resource, row.name))
  lines[#lines + 1] = wrapped(row.doc, "    ")
  if #others > 0 then
    lines[#lines + 1] = wrapped("Table: " .. table.concat(others, ", ") .. ".", "    ")
  end
  local walk = row.answer.items
    and (" Also %s and %s."):format(row.name:gsub("^%l+", "each"), row.name:gsub("^%l+", "pages"))
  lines[#lines + 1] = wrapped(("Effect: %s.%s"):format(row.effect, walk or ""), "    ") .. "\n"
end

local function is_row(resource, name)
  for _, row in ipairs(endpoints.by_resource[resource]) do
    if row.name == name then
      return true
    end
  end
  return false
end

-- What is more than a row: its words are those of its annotations.
local function add_extra(lines, resource, extra)
  local call = ("%s:%s(%s)"):format(resource, extra.name, (extra.params:gsub(", options, callback$", "")))
  lines[#lines + 1] = with_tag(call, ("*fansly-%s:%s*"):format(resource, extra.name))
  local words = {}
  for _, line in ipairs(extra.doc) do
    if line:find("^%-%-%-@") then
      break -- what follows goes on with the parameters
    end
    words[#words + 1] = line:match("^%-%-%- ?(.*)$")
  end
  lines[#lines + 1] = wrapped(table.concat(words, " "), "    ") .. "\n"
end

local function methods()
  local lines, extras = {}, types.extras()
  for _, resource in ipairs(endpoints.resources) do
    local title = ("client.%s"):format(resource)
    lines[#lines + 1] = with_tag(title .. " ~", ("*fansly-%s*"):format(resource)) .. "\n"
    for _, row in ipairs(endpoints.by_resource[resource]) do
      add_row(lines, row)
    end
    for _, extra in ipairs(extras[resource] or {}) do
      if not is_row(resource, extra.name) then
        add_extra(lines, resource, extra)
      end
    end
  end
  return table.concat(lines, "\n")
end

local M = {}

--- The whole of doc/fansly.txt, with the list as the rows have it now.
---@return string
function M.help()
  local head, tail = read(PATH):match("^(.-%*fansly%-methods%*\n.-\n\n).-(====+\n.*)$")
  return assert(head, "there is no list of methods in " .. PATH) .. methods() .. "\n" .. tail
end

return M
