--- Values that no message may show: of parameters that a row marks `secret` (passwords, codes, tokens), and of answers that hold some.

local errors = require("fansly.error")

local M = {}

-- Adds the secret values among what was given for a parameter. It may be anything, as long as it has not been checked.
local function collect(spec, value, found)
  local kind = type(value)
  if spec.secret and (kind == "string" or kind == "number") then
    found[#found + 1] = tostring(value)
  end
  for _, inner in ipairs(kind == "table" and spec.params or {}) do
    collect(inner, rawget(value, inner.name), found)
  end
  for _, item in next, kind == "table" and spec.item and value or {} do
    collect(spec.item, item, found)
  end
  return found
end

-- Whether anything that is given for a parameter may be secret.
local function has_secret(spec)
  for _, inner in ipairs(spec.params or {}) do
    if has_secret(inner) then
      return true
    end
  end
  return spec.secret == true or spec.item ~= nil and has_secret(spec.item)
end

-- Every occurrence, whatever characters are in it.
local function blot(text, secret)
  local parts, from = {}, 1
  local first, last = text:find(secret, 1, true)
  while first and last >= first do
    parts[#parts + 1] = text:sub(from, first - 1) .. "***"
    from = last + 1
    first, last = text:find(secret, from, true)
  end
  return table.concat(parts) .. text:sub(from)
end

--- A text without the value of a parameter, where that is a secret: as it is, and as messages show it.
---@param text string
---@param spec table the parameter in its row
---@param value any
---@return string
function M.without(text, spec, value)
  local found = collect(spec, value, {})
  if spec.secret then
    found[#found + 1] = errors.shown(value)
  end
  table.sort(found, function(a, b)
    return #a > #b -- one may be a part of another
  end)
  for _, secret in ipairs(found) do
    text = blot(text, secret)
  end
  return text
end

local secretive = setmetatable({}, { __mode = "k" }) -- [row] = whether its calls or its answers can hold secrets

local words = { "text", "message", "detail" } -- what an exchange tells in words

--- Takes the secrets of a call out of what its exchange tells: from its words, and its body as a whole, as that may be cut anywhere.
---@param row table
---@param args table what the call was given
---@param exchange table
function M.hide(row, args, exchange)
  if secretive[row] == nil then
    secretive[row] = row.answer.secret or has_secret(row)
  end
  local of_call = secretive[row] and { params = row.params }
  if not of_call or not row.answer.secret and not next(collect(of_call, args, {})) then
    return
  end
  exchange.body = nil
  for _, name in ipairs(words) do
    exchange[name] = exchange[name] and M.without(exchange[name], of_call, args)
  end
end

return M
