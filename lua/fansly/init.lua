--- The API of apifansly.com for Lua.
--
--     local fansly = require "fansly"
--     local client = assert(fansly.new { api_key = "...", account_id = "fansly_acc_..." })
--     local page, err = client.chats:list { filter = "vips" }
--
-- Each part is loaded when it is first used: the core brings libcurl along, which takes most of the time that loading takes,
-- and an editor or a game that requires this at its start may not need it for long.

local load_module = require("fansly.load").module

---@class fansly
---@field version string
---@field new fun(options?: fansly.Options): fansly.Client|nil, fansly.Error|nil
---@field step fun(timeout?: number, options?: { budget_ms: number }): integer|nil, fansly.Error|nil one turn of everything
---@field run fun(): boolean|nil, fansly.Error|nil turns until nothing is pending
---@field go fun(fn: function, ...): fansly.Task starts a task
---@field all fun(tasks: fansly.Task[]): fansly.Task[]|nil, fansly.Error|nil waits for all of them
---@field map fun(list: any[], fn: function, options?: { concurrency: integer }): table|nil, table|fansly.Error
---@field sleep fun(seconds: number): boolean|nil, fansly.Error|nil
---@field warmup fun(client?: fansly.Client): boolean|nil, fansly.Error|nil connects ahead of the first call
---@field on_error fun(problem: any) is told of faults in callbacks, and in tasks that nobody waits for; may be set
---@field log fun(sink?: function|file*, level?: string): boolean|nil, fansly.Error|nil where calls, retries and attempts are told of
---@field null lightuserdata JSON's null: inside arrays of answers, and where a request has to say null
---@field array fun(t?: table): table marks a table as an array, so that it is sent as `[]` even when it is empty
---@field decode fun(value: string|table): any, fansly.Error|nil JSON that an answer has in a text, such as `messageTemplate`
---@field operations table<fansly.OperationId, table> every operation by its operationId, read-only
---@field ppv fansly.ppv prices and bodies of paid messages
---@field units fansly.units money and times that know their unit; ids
---@field webhook fansly.webhook deliveries of the API: checked, and read into events
---@field versions fun(): { module: string, curl: string, ssl: string }
local M = { _VERSION = "fansly 0.1.0", version = "0.1.0" }

-- Where each part is: a module, and the field of it, or all of it.
local parts = {
  new = { "fansly.client", "new" },
  step = { "fansly.loop", "step" },
  run = { "fansly.loop", "run" },
  go = { "fansly.task", "go" },
  all = { "fansly.map", "all" },
  map = { "fansly.map", "map" },
  sleep = { "fansly.sleep" },
  log = { "fansly.log", "set" },
  on_error = { "fansly.report", "default" },
  null = { "fansly.json", "null" },
  array = { "fansly.json", "array" },
  decode = { "fansly.json", "read" },
  operations = { "fansly.operations" },
  ppv = { "fansly.ppv" },
  units = { "fansly.units" },
  webhook = { "fansly.webhook" },
  versions = { "fansly.client", "versions" },
  warmup = { "fansly.client", "warmup" },
}

local function load_part(_, name)
  local part = parts[name]
  if not part then
    return nil
  end
  local module = load_module(part[1])
  M[name] = part[2] and module[part[2]] or module
  return M[name]
end

return setmetatable(M, { __index = load_part })
