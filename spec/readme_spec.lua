--- Runs every Lua block of the README and the guide against the sandbox.

local errors = require("fansly.error")
local handlers = require("fansly.sandbox.handlers")

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

-- Three fans whose subscriptions end soon, of whom one has no chat, for a sandbox that has no subscribers itself.
local function subscriptions(model)
  local list = {}
  for i, fan in ipairs({ model.account.fans[1], model.account.fans[2], model.account.fans[#model.account.fans] }) do
    list[i] = { id = "76000000000000000" .. i, subscriberId = fan.id, status = 3, endsAt = (os.time() + 3600 * i) * 1000 }
  end
  return 200, { subscriptions = list }
end
handlers.list_subscribers = handlers.list_subscribers or subscriptions

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

local function compile(path, block, env)
  local name = ("=%s:%d"):format(path, block.line)
  local set_environment = rawget(_G, "setfenv") -- Lua 5.1
  if set_environment then
    return set_environment(assert(rawget(_G, "loadstring")(block.code, name)), env)
  end
  return assert(load(block.code, name, "t", env))
end

-- What a block needs that not every Lua here has.
local optional = { cqueues = "cqueues", ["webhook.new"] = "openssl.hmac" }

local function missing_for(block)
  for word, module in pairs(optional) do
    if block.code:find(word, 1, true) and not pcall(require, module) then
      return module
    end
  end
end

local function check_block(path, block)
  -- these run in the specs of their hosts, from examples/
  local hosted = block.code:find("love.", 1, true) or block.code:find("vim.", 1, true)
  local missing = missing_for(block)
  if missing then
    return pending(("line %d runs: there is no %s for this Lua"):format(block.line, missing))
  end
  it("line " .. block.line .. (hosted and " compiles" or " runs"), function()
    local run = compile(path, block, surroundings())
    if not hosted then
      run()
    end
  end)
end

for path, least in pairs({ ["README.md"] = 9, ["doc/guide.md"] = 20 }) do
  describe(path, function()
    local found = blocks(read(path))

    it("has its examples", function()
      assert.is_true(#found >= least)
    end)

    for _, block in ipairs(found) do
      check_block(path, block)
    end
  end)
end
