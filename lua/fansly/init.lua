--- The API of apifansly.com for Lua.
--
--     local fansly = require "fansly"
--     local client = assert(fansly.new { api_key = "...", account_id = "fansly_acc_..." })
--     local page, err = client.chats:list { filter = "vips" }

local client = require("fansly.client")
local json = require("fansly.json")
local loop = require("fansly.loop")

local M = {
  _VERSION = "fansly 0.1.0",
  version = "0.1.0",
  --- JSON's null: inside arrays of answers, and where a request has to say null.
  null = json.null,
  --- Marks a table as an array, so that it is sent as `[]` even when it is empty.
  array = json.array,
  --- Every operation by its operationId, read-only.
  operations = require("fansly.operations"),
  ppv = require("fansly.ppv"),
  versions = client.versions,
  new = client.new,
}

--- One turn of everything that is under way: moves bytes, reads answers, calls back.
---@param timeout? number seconds to wait at most for something to happen; 0 when left out
---@return integer pending how many calls and callbacks are still to come
function M.step(timeout)
  loop.turn(timeout or 0)
  loop.deliver()
  return loop.pending()
end

--- Turns until nothing is pending.
function M.run()
  while loop.pending() > 0 do
    M.step(1)
  end
end

return M
