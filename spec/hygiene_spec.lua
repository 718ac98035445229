-- What requiring and using the module does to a program around it: nothing. Each in a process of its own.

local child = require("spec.support.child")

local USE = [[
  local function use()
    local fansly = require("fansly")
    local box = require("fansly.sandbox").new({ seed = 7, chats = 60 })
    local client = assert(box:client())
    local page = assert(client.chats:list({ filter = "vips" }))
    for _ in client.chats:each({ max_items = 50 }) do end
    local chat = assert(client.chats:list()).items[1]
    assert(client.messages:send(chat.groupId, { content = "hi" }))
    assert(fansly.ppv.price("4.99"))
    assert(client.accounts:get_current())
    assert(not client.chats:mute("a/b"))
    assert(not client:call("nothing"))
    assert(tostring(select(2, client:call("nothing"))))
    assert(fansly.operations.send_message.id)
    client.chats:list({}, function() end)
    fansly.run()
    fansly.step(0)
    assert(fansly.versions)
    assert(fansly.null and fansly.array({}))
    client:close()
  end
]]

local function run(code, environment)
  local output, status = child.run(USE .. code, environment)
  return output, status
end

local function passes(code, environment)
  local output, status = run(code, environment)
  assert.equal("", output)
  assert.equal(0, status)
end

describe("requiring and using fansly", function()
  it("works in a process of its own, and writes nothing to either stream", function()
    passes("use()")
  end)

  it("sets no global and reads none that does not exist", function()
    passes([[
      local standard = {}
      for name in pairs(_G) do standard[name] = true end
      setmetatable(_G, {
        __index = function(_, name) error("the global " .. tostring(name) .. " is read", 2) end,
        __newindex = function(_, name) error("the global " .. tostring(name) .. " is set", 2) end,
      })
      use()
      for name in next, _G do assert(standard[name], name) end
    ]])
    local output, status = run("setmetatable(_G, { __index = function(_, name) error(name) end }) local x = nothing_of_this_name")
    assert.is_truthy(output:find("nothing_of_this_name", 1, true)) -- the check can fail
    assert.not_equal(0, status)
  end)

  it("changes nothing in the standard library", function()
    passes([[
      local before = {}
      local function snapshot(into)
        for library, members in pairs(package.loaded) do
          if type(members) == "table" and (library == "_G" or type(rawget(_G, library)) == "table") then
            for name, value in next, members do into[library .. "." .. tostring(name)] = value end
            into[library] = getmetatable(members) or false
          end
        end
        into.string_meta = getmetatable("").__index
        for event, value in pairs(getmetatable("")) do into["string<" .. event .. ">"] = value end
      end
      local path, cpath = package.path, package.cpath
      snapshot(before)
      assert(before["string.format"])
      use()
      local after = {}
      snapshot(after)
      for name, value in pairs(before) do assert(rawequal(value, after[name]), name) end
      for name in pairs(after) do assert(before[name] ~= nil, name) end
      assert(package.path == path and package.cpath == cpath)
    ]])
  end)

  it("loads modules of its own and lua-cjson, nothing else", function()
    passes([[
      local before = {}
      for name in pairs(package.loaded) do before[name] = true end
      use()
      local own = 0
      for name in pairs(package.loaded) do
        if name:find("^fansly") then own = own + 1 end
        assert(before[name] or name == "fansly" or name:find("^fansly%.") or name == "cjson", name)
      end
      assert(own > 10)
    ]])
  end)

  it("leaves lua-cjson as other modules know it", function()
    passes([[
      local cjson = require("cjson")
      local function behaviour()
        local text = cjson.encode({ 1 / 3, "a/b", {} })
        local deep = ("["):rep(200) .. ("]"):rep(200)
        return text .. tostring(pcall(cjson.decode, deep)):sub(1, 5) .. tostring(pcall(cjson.encode, { [100] = 1 })):sub(1, 5)
          .. tostring(pcall(cjson.decode, "NaN")):sub(1, 5)
      end
      local before = behaviour()
      use()
      assert(behaviour() == before)
    ]])
  end)

  it("leaves the random numbers of the program alone", function()
    passes([[
      local function numbers()
        local list = {}
        for i = 1, 5 do list[i] = math.random(1000000) end
        return table.concat(list, " ")
      end
      math.randomseed(42)
      local expected = numbers()
      math.randomseed(42)
      use()
      assert(numbers() == expected)
      math.randomseed = function() error("seeded") end
      math.random = function() error("drawn") end
      use()
    ]])
  end)

  it("leaves the collector, hooks and the locale alone", function()
    passes([[
      local function hook() end
      debug.sethook(hook, "", 1000000)
      local locale = os.setlocale()
      local set = require("spec.support.collector").set
      set("pause", 120)
      set("stepmul", 320)
      local pause, step = set("pause", 120), set("stepmul", 320) -- Lua 5.5 rounds them
      use()
      assert(set("pause", pause) == pause and set("stepmul", step) == step)
      local asked, running = pcall(collectgarbage, "isrunning") -- unknown to Lua 5.1
      assert(not asked or running)
      assert(debug.gethook() == hook)
      assert(os.setlocale() == locale)
    ]])
  end)

  it("goes on where a host has taken os.getenv, debug or print away", function()
    passes("os.getenv = nil; debug = nil; print = nil; use()")
    passes([[
      os.getenv = nil
      local client, err = require("fansly").new({ account_id = "a" })
      assert(client == nil and err.kind == "config" and err.field == "api_key")
    ]])
    passes("io = nil; os = { time = os.time, clock = os.clock, date = os.date }; require('fansly'); assert(require('fansly').new)")
  end)

  it("does not mind what pairs and tostring have become", function()
    passes([[
      for _, name in ipairs({ "print", "dofile", "loadfile", "load", "loadstring", "require_all" }) do
        if rawget(_G, name) then _G[name] = function() error(name .. " is called") end end
      end
      use()
    ]])
  end)

  it("can be loaded again after it was taken out of package.loaded", function()
    passes([[
      use()
      for name in pairs(package.loaded) do
        if name:find("^fansly") and name ~= "fansly.core" then package.loaded[name] = nil end
      end
      use()
      package.loaded["fansly.core"] = nil
      for name in pairs(package.loaded) do
        if name:find("^fansly") then package.loaded[name] = nil end
      end
      use()
    ]])
  end)

  it("works inside coroutines", function()
    passes([[
      local co = coroutine.wrap(function() use() return "done" end)
      assert(co() == "done")
    ]])
  end)
end)
