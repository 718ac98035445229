--- The command line, made from the rows: one command an operation, one option a parameter.

local argparse = require("argparse")
local rows = require("fansly.command.rows")
local sandbox = require("fansly.command.sandbox")
local values = require("fansly.command.values")

local M = {}

local function number(text)
  local value = tonumber(text)
  if not value then
    return nil, ("'%s' is not a number"):format(text)
  end
  return value
end

local function itself(word)
  return word
end

-- Options of `fansly.new`, for every command.
local settings = {
  { "--account", "account_id", "<id>", "The connected account, as the service names it; else FANSLY_ACCOUNT_ID.", itself },
  { "--key-file", "api_key_file", "<file>", "A file that holds the key; else FANSLY_API_KEY. The key is never an argument.", itself },
  { "--base-url", "base_url", "<url>", "Where the API is; else FANSLY_BASE_URL.", itself },
  { "--timeout", "timeout", "<seconds>", "For a call with all its attempts and waits.", number },
  { "--max-retries", "max_retries", "<n>", "Further attempts, 0 to 10.", number },
  { "--max-credits", "max_credits", "<n>", "What the command may cost, by estimate.", number },
  { "--proxy", "proxy", "<url>", 'A proxy, or "env" for what the environment says.', itself },
  { "--ca-file", "ca_file", "<file>", "Certificates to trust, in place of the system's.", itself },
}

local levels = { "error", "warn", "info", "debug", "trace" }

local function add_settings(parser)
  for _, each in ipairs(settings) do
    parser:option(each[1]):target(each[2]):argname(each[3]):description(each[4]):convert(each[5])
  end
  parser:option("--log"):argname("<level>"):choices(levels)
    :description("Tell on standard error what happens: " .. table.concat(levels, ", "))
end

--- The options of `fansly.new` among what was parsed.
---@param parsed table
---@return table
function M.settings_of(parsed)
  local given = {}
  for _, each in ipairs(settings) do
    given[each[2]] = parsed[each[2]]
  end
  return given
end

-- --- one operation ---

local placeholders = {
  id = "id", ids = "ids", integer = "number", number = "number", milliseconds = "time", price = "dollars", array = "value",
  object = "json", cursor = "cursor", offset = "number", file = "path", path = "path", cdn_url = "url",
}

local function placeholder_of(spec)
  local form = (spec.either or { spec })[1]
  return "<" .. (placeholders[form.type] or "text") .. ">"
end

-- mediaIds -> media-ids, send_now -> send-now
local function with_dashes(name)
  return (name:gsub("(%l)(%u)", "%1-%2"):gsub("_", "-"):lower())
end

-- What argparse is told of a name: the API's spelling, and the usual one of command lines, which help does not repeat. argparse itself
-- takes dashes for underscores.
local function named(option, prefix, name)
  local other = with_dashes(name)
  if other ~= name:gsub("_", "-") then
    option:hidden_name(prefix .. other)
  end
  return option
end

--- Where the value of a parameter is in what was parsed.
---@param spec table
---@return string
function M.target_of(spec)
  return "param " .. spec.name
end

local function description_of(spec)
  local text = spec.doc or ""
  if spec.enum then
    local words = {}
    for i, word in ipairs(spec.enum) do
      words[i] = tostring(word)
    end
    text = ("%s One of %s."):format(text, table.concat(words, ", "))
  end
  return text .. (spec.required and " Required." or "")
end

local function add_flag(command, spec)
  local target = M.target_of(spec)
  named(command:flag("--" .. spec.name), "--", spec.name):target(target):description(description_of(spec))
  named(command:flag("--no-" .. spec.name), "--no-", spec.name):target(target):action("store_false"):hidden(true)
end

-- What others could read in the list of processes is taken from a file.
local function add_secret(command, spec)
  named(command:option("--" .. spec.name .. "-file"), "--", spec.name .. "-file"):target(M.target_of(spec)):argname("<file>")
    :description(("A file with it, - for standard input. %s"):format(description_of(spec)))
end

local function add_option(command, spec)
  local option = named(command:option("--" .. spec.name), "--", spec.name)
  option:target(M.target_of(spec)):argname(placeholder_of(spec)):description(description_of(spec))
  if values.is_list(spec) then
    option:count("*"):description(description_of(spec) .. " May be given several times, or with commas.")
  elseif spec.type == "string" and spec.enum then
    option:choices(spec.enum)
  end
end

local function add_param(command, spec)
  if spec.secret then
    add_secret(command, spec)
  elseif values.is_flag(spec) then
    add_flag(command, spec)
  else
    add_option(command, spec)
  end
end

local function add_positional(command, row)
  local positional = {}
  for _, spec in ipairs(row.params) do
    for _, name in ipairs(row.args or {}) do
      if spec.name == name and not spec.secret then
        positional[name] = true
        command:argument(name):target(M.target_of(spec)):description(spec.doc)
      end
    end
  end
  return positional
end

local function comma_list(text)
  local list = {}
  for name in text:gmatch("[^,]+") do
    list[#list + 1] = name
  end
  return list
end

local function add_output(command, row)
  command:mutex(
    command:flag("--json", "Print lines of JSON; what happens anyway where standard output is no terminal."),
    command:flag("--table", "Print a table; what happens anyway on a terminal."))
  command:option("--fields", "Only these fields, with commas between them."):convert(comma_list):argname("<names>")
  command:flag("--dry-run", "Show the request, and send nothing.")
  if row.effect ~= "read" then
    command:flag("-y --yes", "Do not ask before it is sent.")
  end
  if row.answer.items then
    command:flag("--all", "All pages, not only one.")
    command:option("--max-items", "With --all: end after so many."):convert(number):argname("<n>")
    command:option("--max-pages", "With --all: end after so many."):convert(number):argname("<n>")
  end
end

local function summary_of(doc)
  return (doc:match("^(.-[^%.])[%.:]%s") or doc:gsub("%.$", ""))
end

local function add_operation(parser, row)
  local command = parser:command(row.id):summary(summary_of(row.doc)):description(row.doc)
  local positional = add_positional(command, row)
  for _, spec in ipairs(row.params) do
    if not spec.from_client and not positional[spec.name] then
      add_param(command, spec)
    end
  end
  add_output(command, row)
  return command
end

-- --- what is no operation ---

local function add_tools(parser)
  local doctor = parser:command("doctor"):summary("Check what can be wrong, and say how to mend it")
  doctor:description("Checks key, account, TLS, clock, proxy and rate limit with two calls that read, and says how to mend what is wrong.")
  doctor:flag("--trace", "Also tell what went over the wire: no key, no ids, no bodies, so that it can go into a bug report.")
  doctor:flag("--json", "Print lines of JSON.")
  local operations = parser:command("operations"):summary("List the operations, or tell about one")
  operations:argument("name"):args("?"):description("An operation.")
  operations:flag("--json", "Print lines of JSON.")
  local completion = parser:command("completion"):summary("Print a script that completes this command line in a shell")
  completion:argument("shell"):choices({ "bash", "zsh" })
  parser:group("tools", doctor, operations, sandbox.add(parser), completion)
  completion:description('For bash: eval "$(fansly completion bash)" in ~/.bashrc. '
    .. "For zsh: fansly completion zsh > a file _fansly in a folder of $fpath.")
end

--- The parser of the whole command line.
---@param name string what the command is called
---@return table parser of argparse
function M.new(name)
  local parser = argparse(name, "The API of apifansly.com on the command line.")
  parser:command_target("command"):help_max_width(100):usage_max_width(100):help_description_margin(34)
  parser:epilog("fansly COMMAND --help tells the arguments of a command.")
  parser:flag("--version", "Print the versions of the module, Lua, libcurl and its TLS library."):target("version")
  parser:require_command(false)
  add_settings(parser)
  add_tools(parser)
  local groups, order = {}, {}
  for _, row in ipairs(rows.list) do
    if not groups[row.resource] then
      groups[row.resource] = {}
      order[#order + 1] = row.resource
    end
    table.insert(groups[row.resource], add_operation(parser, row))
  end
  local unpack = table.unpack or unpack
  for _, resource in ipairs(order) do
    parser:group((resource:gsub("_", " ")), unpack(groups[resource]))
  end
  return parser
end

return M
