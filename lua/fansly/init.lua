--- The API of apifansly.com for Lua.
--
--     local fansly = require "fansly"
--     local client = assert(fansly.new { api_key = "...", account_id = "fansly_acc_..." })
--     local page, err = client.chats:list { filter = "vips" }
--
-- Each part is loaded when it is first used: the core brings libcurl along, which takes most of the time that loading takes,
-- and an editor or a game that requires this at its start may not need it for long.

---@class fansly
---@field version string
---@field new fun(options?: fansly.Options): fansly.Client|nil, fansly.Error|nil
---@field step fun(timeout?: number): integer one turn of everything that is under way
---@field run fun() turns until nothing is pending
---@field null lightuserdata JSON's null: inside arrays of answers, and where a request has to say null
---@field array fun(t?: table): table marks a table as an array, so that it is sent as `[]` even when it is empty
---@field operations table<string, table> every operation by its operationId, read-only
---@field ppv table prices and bodies of paid messages
---@field versions fun(): { module: string, curl: string, ssl: string }
local M = { _VERSION = "fansly 0.1.0", version = "0.1.0" }

-- Where each part is: a module, and the field of it, or all of it.
local parts = {
  new = { "fansly.client", "new" },
  step = { "fansly.loop", "step" },
  run = { "fansly.loop", "run" },
  null = { "fansly.json", "null" },
  array = { "fansly.json", "array" },
  operations = { "fansly.operations" },
  ppv = { "fansly.ppv" },
  versions = { "fansly.client", "versions" },
}

local function load_part(_, name)
  local part = parts[name]
  if not part then
    return nil
  end
  local module = require(part[1])
  M[name] = part[2] and module[part[2]] or module
  return M[name]
end

return setmetatable(M, { __index = load_part })
