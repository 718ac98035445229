--- Runs every Lua block of the README against the sandbox.

local errors = require("fansly.error")

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

local function blocks(text)
  local list, line = {}, 1
  for before, block, after in text:gmatch("(.-)\n```lua\n(.-)\n(```)") do
    line = line + select(2, before:gsub("\n", "")) + 2
    list[#list + 1] = { line = line, code = block }
    line = line + select(2, block:gsub("\n", "")) + (after == "```" and 1 or 0)
  end
  return list
end

-- What the blocks take for granted, and nothing else beside the standard library.
local function surroundings()
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

local function compile(block, env)
  local name = "=README.md:" .. block.line
  local set_environment = rawget(_G, "setfenv") -- Lua 5.1
  if set_environment then
    return set_environment(assert(rawget(_G, "loadstring")(block.code, name)), env)
  end
  return assert(load(block.code, name, "t", env))
end

describe("README", function()
  local found = blocks(read("README.md"))

  it("has its examples", function()
    assert.is_true(#found >= 9)
  end)

  for _, block in ipairs(found) do
    -- these run in the specs of their hosts, from examples/
    local hosted = block.code:find("love.", 1, true) or block.code:find("vim.", 1, true)
    local missing = block.code:find("cqueues", 1, true) and not pcall(require, "cqueues")
    if missing then
      pending("line " .. block.line .. " runs: there is no cqueues for this Lua")
    else
      it("line " .. block.line .. (hosted and " compiles" or " runs"), function()
        local run = compile(block, surroundings())
        if not hosted then
          run()
        end
      end)
    end
  end
end)
