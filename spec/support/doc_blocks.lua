--- The blocks of Lua in documents, and what they are run in: a sandbox.

local errors = require("fansly.error")
local files = require("spec.support.files")

-- How a block begins and ends: in Markdown, and in Vim's help.
local fences = {
  md = { "```lua$", "^```$" },
  txt = { ">lua$", "^<" },
}

local M = {}

--- The blocks of a document.
---@param path string
---@return { path: string, line: integer, code: string }[]
function M.of(path)
  local list, block, number = {}, nil, 0
  local fence = fences[path:match("%w+$")]
  for line in assert(files.read(path)):gmatch("([^\n]*)\n") do
    number = number + 1
    if block and line:find(fence[2]) then
      list[#list + 1] = { path = path, line = block.line, code = table.concat(block, "\n") }
      block = nil
    elseif block then
      block[#block + 1] = line
    elseif line:find(fence[1]) then
      block = { line = number + 1 }
    end
  end
  return list
end

--- What the blocks take for granted, and nothing else beside the standard library.
---@return table environment
function M.surroundings()
  local box = require("fansly.sandbox").new({ seed = 7, chats = 60, upload_polls = 0 })
  local client = assert(box:client())
  local chat = assert(client.chats:list()).items[1]
  local tier
  for each in client.chats:each() do
    tier = tier or each.subscriptionTierId
  end
  local fansly = setmetatable({
    new = function(options)
      assert(options == nil)
      return client
    end,
  }, { __index = require("fansly") })
  local env = {
    client = client,
    chat_id = chat.groupId,
    fan_id = chat.partnerAccountId,
    tier_id = tier,
    video = "CHANGELOG.md",
    password = "of nobody",
    ask = function()
      return "012345" -- what the sandbox takes
    end,
    fansly = fansly,
    print = function(...)
      for i = 1, select("#", ...) do
        local value = select(i, ...)
        assert(not errors.is(value), tostring(value))
      end
    end,
    require = function(name)
      return name == "fansly" and fansly or require(name)
    end,
  }
  return setmetatable(env, { __index = _G })
end

--- A block as a function.
---@param block { path: string, line: integer, code: string }
---@param env table
---@return function
function M.compile(block, env)
  local name = ("=%s:%d"):format(block.path, block.line)
  local set_environment = rawget(_G, "setfenv") -- Lua 5.1
  if set_environment then
    return set_environment(assert(rawget(_G, "loadstring")(block.code, name)), env)
  end
  return assert(load(block.code, name, "t", env))
end

return M
