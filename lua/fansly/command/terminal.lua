--- The terminal: whether there is one, how wide it is, and texts that it cannot mistake for orders.

local core = require("fansly.core")

local M = {}

local NARROWEST = 20
local descriptors = { stdin = 0, stdout = 1, stderr = 2 }

--- The width of a stream's terminal.
---@param stream "stdin"|"stdout"|"stderr"
---@return integer|nil width nil: it is no terminal
function M.width(stream)
  local width = core.terminal(descriptors[stream])
  if width and width < NARROWEST then
    return tonumber(os.getenv("COLUMNS")) or 80 -- it does not know
  end
  return width
end

--- A text in which nothing moves the cursor, colours, or ends a line. What fans write is shown here, too.
---@param text string
---@return string
function M.clean(text)
  return (text:gsub("%c", " "):gsub("\194[\128-\159]", " "))
end

--- How many characters a text of UTF-8 has.
---@param text string
---@return integer
function M.length(text)
  return select(2, text:gsub("[^\128-\191]", ""))
end

--- The beginning of a text, and spaces behind it, of a width in characters.
---@param text string
---@param width integer
---@return string
function M.fit(text, width)
  local length = M.length(text)
  if length <= width then
    return text .. (" "):rep(width - length)
  end
  local kept, count = {}, 0
  for character in text:gmatch("[^\128-\191][\128-\191]*") do
    count = count + 1
    if count == width then
      break
    end
    kept[count] = character
  end
  return table.concat(kept) .. "…"
end

return M
