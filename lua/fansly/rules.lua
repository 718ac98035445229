--- What parameters ask of each other, as data.
--
-- A rule says when it holds, and what has to be so then:
--   when      a condition; always, when left out
--   needs     conditions that all have to be met
--   any       conditions of which one has to be met
--   without   parameters that must not be there
--   rising    parameters of which each has to be less than the next, where they are there
--   differ    two parameters, of which the second must not have the value of the first
--   about     what is missing where none of `any` is met, in a word; the first of them when left out
--   why       the reason, for the message
-- A condition is the name of a parameter that has to be there, or `name=value`: it is this value, or a list with it.

local json = require("fansly.json")

local M = {}

local parsed = {}

local function parse(condition)
  local known = parsed[condition]
  if not known then
    local name, value = condition:match("^([^=]+)=(.+)$")
    known = { name = name or condition, value = value }
    parsed[condition] = known
  end
  return known
end

-- An empty list is there, but there is nothing in it.
local function is_there(value)
  return value ~= nil and value ~= json.null and (type(value) ~= "table" or next(value) ~= nil)
end

local function has(value, wanted)
  for _, each in ipairs(type(value) == "table" and value or { value }) do
    if tostring(each) == wanted then
      return true
    end
  end
  return false
end

local function met(condition, values)
  local parts = parse(condition)
  local value = values[parts.name]
  return is_there(value) and (not parts.value or has(value, parts.value))
end

local function because(rule)
  return rule.why and ": " .. rule.why or ""
end

local function needed_by(rule)
  return rule.when and parse(rule.when).name .. " needs it" or "it is needed"
end

local kinds = {}

function kinds.needs(rule, values)
  for _, condition in ipairs(rule.needs) do
    if not met(condition, values) then
      local parts = parse(condition)
      if not is_there(values[parts.name]) then
        local wanted = parts.value and (" to be %s"):format(parts.value) or ""
        return parts.name, ("is missing: %s%s"):format(needed_by(rule), wanted) .. because(rule)
      end
      return parts.name, ("has to be %s: %s"):format(parts.value, needed_by(rule)) .. because(rule)
    end
  end
end

-- `send_now=true` reads `send_now = true`.
local function choices_of(rule)
  local choices = {}
  for i, condition in ipairs(rule.any) do
    choices[i] = condition:gsub("=", " = ")
  end
  return table.concat(choices, ", ")
end

function kinds.any(rule, values)
  for _, condition in ipairs(rule.any) do
    if met(condition, values) then
      return nil
    end
  end
  local field = rule.about or parse(rule.any[1]).name
  local who = rule.when and (" %s needs"):format(parse(rule.when).name) or " there has to be"
  if #rule.any == 1 then
    return field, "is missing" .. because(rule)
  end
  return field, ("is missing:%s one of %s"):format(who, choices_of(rule)) .. because(rule)
end

function kinds.without(rule, values)
  for _, name in ipairs(rule.without) do
    if values[name] ~= nil then
      return name, ("cannot go with %s"):format(parse(rule.when).name) .. because(rule)
    end
  end
end

function kinds.rising(rule, values)
  for i = 2, #rule.rising do
    local low, high = rule.rising[i - 1], rule.rising[i]
    if values[low] and values[high] and values[low] >= values[high] then
      return low, ("has to be less than %s"):format(high)
    end
  end
end

function kinds.differ(rule, values)
  local first, second = rule.differ[1], rule.differ[2]
  if is_there(values[second]) and values[first] == values[second] then
    return second, ("has to be another than %s"):format(first) .. because(rule)
  end
end

local order = { "without", "needs", "any", "rising", "differ" }

--- The first rule that is broken.
---@param rules table[]|nil
---@param values table by name, each checked by itself
---@return string|nil field the one at fault; nil where all is well
---@return string|nil problem to be read behind its name
function M.broken(rules, values)
  for _, rule in ipairs(rules or {}) do
    if not rule.when or met(rule.when, values) then
      for _, kind in ipairs(order) do
        local field, problem
        if rule[kind] then
          field, problem = kinds[kind](rule, values)
        end
        if field then
          return field, problem
        end
      end
    end
  end
end

return M
