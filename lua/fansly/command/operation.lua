--- One operation: its arguments, the question before a write, the call, what it answers.

local copy = require("fansly.copy")
local errors = require("fansly.error")
local fansly = require("fansly")
local json = require("fansly.command.json")
local output = require("fansly.command.output")
local parser = require("fansly.command.parser")
local progress = require("fansly.command.progress")
local request = require("fansly.command.request")
local rows = require("fansly.command.rows")
local status = require("fansly.command.status")
local terminal = require("fansly.command.terminal")
local values = require("fansly.command.values")

local M = {}

local unpack = table.unpack or unpack

-- --- arguments ---

-- The first line of a file; - is standard input.
local function secret_from(path)
  local file, problem = io.stdin, nil
  if path ~= "-" then
    file, problem = io.open(path, "r")
  end
  local line = file and file:read("*l")
  if file and path ~= "-" then
    file:close()
  end
  if not line or line == "" then
    return nil, "cannot be read from its file: " .. (problem or "it is empty")
  end
  return line
end

local function value_of(spec, given)
  if spec.secret then
    return secret_from(given)
  elseif type(given) == "boolean" then
    return given
  end
  return values.of(spec, type(given) == "table" and given or { given })
end

-- What was not given at all: lists that may be given many times are empty then.
local function is_absent(given)
  return given == nil or type(given) == "table" and given[1] == nil
end

local function arguments_of(row, parsed)
  local args = {}
  for _, spec in ipairs(row.params) do
    local given = parsed[parser.target_of(spec)]
    if not is_absent(given) then
      local value, problem = value_of(spec, given)
      if problem then
        return nil, errors.validation(spec.name, problem)
      end
      args[spec.name] = value
    end
  end
  if row.answer.items then
    args.fields = parsed.fields
  end
  return args
end

-- --- asking ---

local function refuse(row)
  local text = "fansly: %s changes something, and here is nobody to ask: add --yes to send it, or --dry-run to see it\n"
  io.stderr:write(text:format(row.id))
  return false
end

local function confirmed(row, plan)
  if not (terminal.width("stdin") and terminal.width("stderr")) then
    return refuse(row)
  end
  io.stderr:write(row.doc, "\n", request.text(plan), "Send it? [y/N] ")
  io.stderr:flush()
  local answer = io.read("*l")
  if answer and answer:lower():find("^%s*ye?s?%s*$") then
    return true
  end
  io.stderr:write("fansly: nothing was sent\n")
  return false
end

local function show_plan(plan, parsed)
  if parsed.json then
    output.write(json.line(plan) .. "\n")
  else
    output.write(request.text(plan))
  end
  io.stderr:write("fansly: nothing was sent: --dry-run\n")
  return 0
end

-- --- the call ---

local function failed(err)
  io.stderr:write("fansly: ", terminal.clean(tostring(err)), "\n")
  return status.of(err)
end

local function counted(count, word)
  return ("%d %s%s"):format(count, word, count == 1 and "" or "s")
end

-- The pages of a walk, as its method gives them.
local function pages_of(client, row, args, parsed)
  local list, rest = {}, copy(args)
  for i, name in ipairs(row.args or {}) do
    list[i], rest[name] = args[name], nil
  end
  rest.max_items, rest.max_pages = parsed.max_items, parsed.max_pages
  list[#list + 1] = rest
  local resource = client[row.resource]
  return resource[(row.name:gsub("^%l+", "pages"))](resource, unpack(list))
end

local function first_of(items, most)
  local kept = {}
  for i = 1, math.min(#items, most) do
    kept[i] = items[i]
  end
  return kept
end

local function walk(client, row, args, parsed)
  local out = output.new(parsed, row.columns)
  local line = progress.new(true)
  local pages, items, most = 0, 0, parsed.max_items or math.huge
  for page in pages_of(client, row, args, parsed) do
    local kept = first_of(page.items, most - items)
    pages, items = pages + 1, items + #kept
    line:clear()
    out:items(kept)
    line:show(("%s, %s, %s"):format(counted(pages, "page"), counted(items, "item"), counted(client:usage().credits, "credit")))
  end
  line:clear()
  return 0
end

local function list_all(client, row, args, parsed)
  local ok, result = pcall(walk, client, row, args, parsed)
  if not ok and errors.is(result) then
    return failed(result)
  elseif not ok then
    error(result, 0)
  end
  return result
end

local function call_once(client, row, args, parsed, line)
  local value, err, info = rows.run(client, row, args)
  line:clear()
  if err then
    return failed(err)
  elseif info and info.verified == false then
    io.stderr:write("fansly: sent; the API does not tell whether the media is locked: look at it\n")
  end
  local out = output.new(parsed, row.columns)
  if not row.answer.items then
    out:value(value)
    return 0
  end
  out:items(value.items)
  if value.next_cursor then
    local option = row.answer.offset and "--offset" or "--cursor"
    io.stderr:write(("fansly: there is more: %s %s, or --all\n"):format(option, terminal.clean(value.next_cursor)))
  end
  return 0
end

-- Whoever sits at the terminal is told why it takes so long.
local function tell_retry(attempt)
  if terminal.width("stderr") then
    io.stderr:write(("fansly: %s; trying again in %.1f s\n"):format(terminal.clean(attempt.message), attempt.retry_in))
  end
end

--- Runs an operation.
---@param row table
---@param parsed table
---@return integer exit status
function M.run(row, parsed)
  local settings = parser.settings_of(parsed)
  local args, err = arguments_of(row, parsed)
  if err then
    return failed(err)
  end
  local plan
  if parsed.dry_run or row.effect ~= "read" then
    plan, err = request.plan(row, args, settings)
  end
  if err then
    return failed(err)
  elseif parsed.dry_run then
    return show_plan(plan, parsed)
  end
  local line = progress.new()
  settings.on_retry, settings.on_progress = tell_retry, line:follower()
  local client
  client, err = fansly.new(settings)
  if err then
    return failed(err)
  elseif plan and not parsed.yes and not confirmed(row, plan) then
    return status.not_confirmed
  end
  local all = row.answer.items and (parsed.all or parsed.max_items or parsed.max_pages)
  return (all and list_all or call_once)(client, row, args, parsed, line)
end

return M
