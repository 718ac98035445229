--- `fansly operations`: what there is, out of the rows.

local json = require("fansly.command.json")
local output = require("fansly.command.output")
local rows = require("fansly.command.rows")
local status = require("fansly.command.status")
local suggest = require("fansly.suggest")

local M = {}

local columns = { "operation", "method", "effect", "path", "doc" }

local function summary_of(row)
  return { operation = row.id, method = row.method, effect = row.effect, path = row.path, doc = row.doc }
end

local function type_of(spec)
  local words = {}
  for i, form in ipairs(spec.either or { spec }) do
    words[i] = form.type
  end
  return table.concat(words, " or ")
end

local function params_of(row)
  local list = {}
  for _, spec in ipairs(row.params) do
    list[#list + 1] = {
      name = spec.name,
      at = spec.at,
      type = type_of(spec),
      required = spec.required or false,
      enum = spec.enum,
      doc = spec.doc,
    }
  end
  return list
end

local function tell(row, parsed)
  local about = summary_of(row)
  about.page, about.call = row.page, ("client.%s:%s"):format(row.resource, row.name)
  if parsed.json then
    about.params = params_of(row)
    output.write(json.line(about) .. "\n")
    return 0
  end
  output.new({ table = true }):value(about)
  output.write("\n")
  output.new({ table = true }, { "name", "type", "required", "doc" }):items(params_of(row))
  return 0
end

---@param parsed table
---@return integer exit status
function M.run(parsed)
  local row = parsed.name and rows.by_id[parsed.name]
  if row then
    return tell(row, parsed)
  elseif parsed.name then
    local problem = suggest.operation(parsed.name, rows.list, "fansly operations")
    io.stderr:write(("fansly: the operation %s %s\n"):format(parsed.name, problem))
    return status.usage
  end
  local list = {}
  for i, each in ipairs(rows.list) do
    list[i] = summary_of(each)
  end
  output.new(parsed, not parsed.json and columns or nil):items(list)
  return 0
end

return M
