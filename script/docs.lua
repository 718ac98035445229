--- The reference of all operations as Markdown, from their rows. script/docs writes it; a spec holds doc/api.md to it.

local endpoints = require("fansly.endpoints")

local HEAD = [[
# The API, operation by operation

Written by `script/docs` from the rows in `lua/fansly/endpoints`: what stands here is what the library checks and sends.

Each operation is a method of its resource, and `client:call(operationId, args)` reaches it with one flat table. By position a method takes
the ids that it cannot do without; then comes a table of the other parameters, where there are any, then one of options (`timeout`,
`account_id` and more), and at the end perhaps a function, which makes the call asynchronous. `account_id` is left out below: it is the
client's own, unless the options or the table name another.

Methods are named by one rule: the operationId without what the resource says already. So `list_unread_chats` is `chats:list_unread`, and
`add_fan_to_vip` is `chats:add_vip`.

**Lists that come in pages** give a page: `items`, `next_cursor` (nil on the last one), `accounts`, `page:next()`. Beside such a method
stand two iterators, named with `each` and `pages`: `chats:each(...)`, `chats:pages_unread(...)`. They take the same parameters, and:

@WALK@

`until` is a keyword of Lua, hence the brackets. `pages` ends with the page that has the item to stop at.

**Effect**: a *read* changes nothing; an *idempotent* call may be repeated without further effect; a *send* counts each time, is made
at most once, and its errors say by `maybe_sent` whether the server may have acted ([reliability.md](reliability.md)).

**Cost** is in credits: a call with JSON costs 1 for each started 80 KB of the answer, a file 2 for each MB. Count failed calls, too.

**Evidence** says what the row rests on: the API's own pages (*seed*, *docs*) or code of others who use it (*integrator*), the newest date,
and how sure the request and the answer are. *Experimental*: only one integrator's code speaks for it.

**Units**: *dollars*, *cents*, *mills* (1/1000 dollar), *unclear* where sources disagree or are silent; *s* and *ms* since 1970, *iso*
(ISO 8601), *days*. Nothing is converted. Ids are strings; unknown fields of an answer are kept; null in it is an absent field.
]]

-- What iterators take beside the parameters of their list.
local WALK = {
  { "`max_items`, `max_pages`", "end the walk after so many" },
  {
    '`["until"]`, also written `stop_at`',
    "a function that gets each item and its page: the walk ends where it answers true, and that item is not given any more. "
      .. "Where items come newest first, also a Unix time (s or ms): the walk ends at the first item that is older",
  },
  { '`order = "oldest"`', "where items come newest first: reads up to the end of the walk, then gives the items the other way round" },
  { "`fields`", "builds only these fields of each item; the list itself takes it, too" },
}

local words = {
  id = "id",
  ids = "list of ids, or text with commas",
  cursor = "cursor",
  offset = "whole number",
  milliseconds = "Unix ms",
  price = "dollars",
  cdn_url = "link",
  file = "file",
  path = "path of a file",
  integer = "whole number",
  array = "list",
  object = "table",
}

local type_of

local function forms_of(param)
  local texts = {}
  for i, form in ipairs(param.either) do
    local same = i > 1 and form.item == param.either[i - 1] and form.type == "array"
    texts[i] = same and "a list of these" or type_of(form)
  end
  return table.concat(texts, ", or ")
end

local function choices_of(param)
  local texts = {}
  for i, choice in ipairs(param.enum) do
    texts[i] = "`" .. tostring(choice) .. "`"
  end
  return table.concat(texts, ", ")
end

local function range_of(least, most)
  if not least and not most then
    return ""
  elseif least == most then
    return (", exactly %d"):format(least)
  elseif not most then
    return (", at least %d"):format(least)
  end
  return (", %d to %d"):format(least or 0, most)
end

function type_of(param)
  local text
  if param.either then
    text = forms_of(param)
  elseif param.enum then
    text = choices_of(param)
  elseif param.type == "array" and param.item then
    text = "list of " .. (param.item.either and "(" .. type_of(param.item) .. ")" or type_of(param.item))
  else
    text = words[param.type] or param.type
  end
  if param.type == "array" then
    text = text .. range_of(param.min_items, param.max_items)
  elseif not param.enum then
    text = text .. range_of(param.minimum, param.maximum)
  end
  return text .. (param.nullable and ", or null" or "")
end

local places = { none = "not sent", save = "not sent" }

local function row_of(name, param)
  local meaning = param.doc
  if param.default ~= nil then
    meaning = meaning .. (" `%s` when left out."):format(tostring(param.default))
  end
  local required = param.required and param.default == nil and "yes" or ""
  return ("| `%s` | %s | %s | %s | %s |"):format(name, type_of(param), places[param.at] or param.at or "", required, meaning)
end

-- The fields of objects inside a parameter, under names such as `users[].userId`.
local function add_inner(lines, name, param)
  if param.item then
    add_inner(lines, name .. "[]", param.item)
  end
  for _, form in ipairs(param.either or {}) do
    add_inner(lines, name, form)
  end
  for _, inner in ipairs(param.params or {}) do
    lines[#lines + 1] = row_of(name .. "." .. inner.name, inner)
    add_inner(lines, name .. "." .. inner.name, inner)
  end
end

local function add_params(lines, row)
  local first = true
  for _, param in ipairs(row.params) do
    if not param.from_client then
      if first then
        lines[#lines + 1] = "| Parameter | Type | Goes into | Required | |\n|---|---|---|---|---|"
        first = false
      end
      lines[#lines + 1] = row_of(param.name, param)
      add_inner(lines, param.name, param)
    end
  end
  lines[#lines + 1] = not first and "" or nil
end

local function quoted(list, word)
  local texts = {}
  for i, condition in ipairs(list) do
    texts[i] = "`" .. condition:gsub("=", " = ") .. "`"
  end
  if #texts < 2 then
    return texts[1]
  end
  return table.concat(texts, ", ", 1, #texts - 1) .. (" %s "):format(word) .. texts[#texts]
end

local function rule_text(rule)
  local text
  if rule.needs then
    text = "needs " .. quoted(rule.needs, "and")
  elseif rule.any then
    text = "needs " .. quoted(rule.any, "or")
  elseif rule.without then
    text = "excludes " .. quoted(rule.without, "and")
  else
    text = quoted(rule.rising, "before") .. ": each less than the next"
  end
  local subject = rule.when and quoted({ rule.when }) .. " " or rule.rising and "" or "The call "
  return ("- %s%s%s"):format(subject, text, rule.why and ": " .. rule.why or "")
end

local function add_rules(lines, row)
  for _, rule in ipairs(row.rules or {}) do
    lines[#lines + 1] = rule_text(rule)
  end
  lines[#lines + 1] = row.rules and "" or nil
end

local function positional(row)
  local given = {}
  for i, name in ipairs(row.args or {}) do
    given[i], given[name] = name, true
  end
  for _, param in ipairs(row.params) do
    if not given[param.name] and not param.from_client then
      given[#given + 1] = "{ ... }"
      break
    end
  end
  return table.concat(given, ", ")
end

local function call_of(row, verb)
  local name = verb and row.name:gsub("^%l+", verb) or row.name
  return ("client.%s:%s(%s)"):format(row.resource, name, positional(row))
end

local function answer_of(row)
  local answer = row.answer
  if answer.bytes then
    return "Answers `{ path, bytes, type }` of the file."
  elseif answer.items then
    local walk = answer.offset and "walked by `offset`" or answer.newest_first and "walked by cursor, newest first" or "walked by cursor"
    local page = ("Answers a page, %s; `%s` and `%s` go over all."):format(walk, call_of(row, "each"), call_of(row, "pages"))
    return page .. (answer.account and (" `page:account(item)` finds the account of `%s`."):format(answer.account) or "")
  elseif answer.needs then
    local needs = type(answer.needs) == "table" and answer.needs or { answer.needs }
    return ("An answer without %s is an error with `maybe_sent`: what happened is open."):format(quoted(needs, "or"))
  end
end

local function units_of(units)
  local names = {}
  for name in pairs(units or {}) do
    names[#names + 1] = name
  end
  table.sort(names)
  for i, name in ipairs(names) do
    names[i] = ("`%s` %s"):format(name, units[name])
  end
  return #names > 0 and table.concat(names, ", ") or nil
end

local function facts_of(row)
  local evidence = row.evidence
  local kind = row.page and ("[%s](%s)"):format(evidence.kind, row.page) or evidence.kind
  return ("Effect: *%s*. Cost: %s. Evidence: %s, %s; request %s, answer %s."):format(
    row.effect,
    row.cost == "media" and "2 credits for each MB of the file" or "1 credit for each started 80 KB",
    kind,
    evidence.seen,
    evidence.request,
    evidence.answer
  )
end

local function add_operation(lines, row)
  local function add(text)
    lines[#lines + 1] = text and text .. "\n"
  end
  add(("### %s%s"):format(row.id, row.experimental and " (experimental)" or ""))
  add(("`%s`  \n`%s %s`"):format(call_of(row), row.method, row.path))
  add(row.doc)
  add_params(lines, row)
  add_rules(lines, row)
  add(answer_of(row))
  local money, times = units_of(row.money), units_of(row.times)
  add(money and "Money: " .. money .. ".")
  add(times and "Times: " .. times .. ".")
  add(facts_of(row))
end

local function title_of(resource)
  local title = resource:gsub("_", " ")
  return title:sub(1, 1):upper() .. title:sub(2)
end

local function add_contents(lines)
  lines[#lines + 1] = ("There are %d operations:\n"):format(#endpoints.rows)
  lines[#lines + 1] = "| | Call | Effect |\n|---|---|---|"
  for _, resource in ipairs(endpoints.resources) do
    for _, row in ipairs(endpoints.by_resource[resource]) do
      local anchor = row.id .. (row.experimental and "-experimental" or "")
      lines[#lines + 1] = ("| [%s](#%s) | `%s` | %s |"):format(row.id, anchor, call_of(row), row.effect)
    end
  end
  lines[#lines + 1] = ""
end

local function head()
  local walk = { "| Option | |\n|---|---|" }
  for i, option in ipairs(WALK) do
    walk[i + 1] = ("| %s | %s |"):format(option[1], option[2])
  end
  return (HEAD:gsub("@WALK@", (table.concat(walk, "\n"):gsub("%%", "%%%%"))))
end

local M = {}

--- The whole of doc/api.md.
---@return string
function M.api()
  local lines = { head() }
  add_contents(lines)
  for _, resource in ipairs(endpoints.resources) do
    lines[#lines + 1] = ("## %s\n"):format(title_of(resource))
    for _, row in ipairs(endpoints.by_resource[resource]) do
      add_operation(lines, row)
    end
  end
  return (table.concat(lines, "\n"):gsub("\n+$", "\n"):gsub("\n\n\n+", "\n\n"))
end

return M
