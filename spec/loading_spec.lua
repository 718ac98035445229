-- What is loaded when: each part with its first use, and nothing of it slows the program that requires the module.

local child = require("spec.support.child")

local MEASURE = [[
  local function loaded()
    local names = {}
    for name in pairs(package.loaded) do
      local file = name:match("^fansly%.endpoints%.(.+)$")
      names[#names + 1] = file ~= "account" and file or nil -- the one parameter that all resources have
    end
    table.sort(names)
    return table.concat(names, " ")
  end
  local function kilobytes()
    collectgarbage()
    collectgarbage()
    return collectgarbage("count")
  end
]]

local function output_of(code)
  local output, status = child.run(MEASURE .. code)
  assert.equal(0, status, output)
  return (output:gsub("\n$", ""))
end

local CLIENT = [[local client = require("fansly").new({ api_key = "canary-0123456789abcdef", account_id = "fansly_acc_1" }) ]]

-- Has a module, when it is loaded for the first time, ask for a resource in the middle of that, as a finalizer may.
local MEANWHILE = [[
  local client = require("fansly").new({ api_key = "canary-0123456789abcdef", account_id = "fansly_acc_1" })
  local meanwhile, name, resource = nil, "%s", "%s"
  package.preload[name] = function()
    package.preload[name] = nil
    meanwhile = client[resource]
    local path = "lua/" .. name:gsub("%%.", "/") .. ".lua"
    return dofile(path)
  end
  local own = client[resource]
  assert(meanwhile and rawequal(own, meanwhile) and rawequal(own, client[resource]))
  assert(require("fansly.endpoints").by_id["%s"] == require("fansly.endpoints").by_resource[resource][1])
  local _, err = own:%s("a/b", {})
  io.write(tostring(err))
]]

describe("loading", function()
  it("reads the rows of a resource with its first use", function()
    assert.equal("", output_of([[require("fansly") io.write(loaded())]]))
    assert.equal("", output_of([[local fansly = require("fansly") assert(fansly.ppv.price(4) and fansly.array) io.write(loaded())]]))
    assert.equal("", output_of(CLIENT .. [[io.write(loaded())]]))
    assert.equal("chats params", output_of(CLIENT .. [[assert(client.chats.list) io.write(loaded())]]))
    assert.is_truthy(output_of(CLIENT .. [[client:call("no_such_thing") io.write(loaded())]]):find("chats.*vault"))
  end)

  it("leaves out what a list of chats does not need", function()
    local names = output_of(CLIENT .. [[
      client.chats:list({ limit = "x" })
      for name in pairs(package.loaded) do
        io.write(name:match("^fansly.*") or "", " ")
      end
    ]])
    assert.is_truthy(names:find("fansly.call", 1, true))
    for _, name in ipairs({ "ppv", "file", "media", "rules", "reconcile", "edit", "lock", "sandbox" }) do
      assert.is_nil(names:find("fansly." .. name, 1, true), name)
    end
  end)

  it("leaves out money and times where ids are enough, and money where times are", function()
    local left_out_by = { ["fansly.identity"] = { "money", "times" }, ["fansly.walk"] = { "money" }, ["fansly.ppv"] = { "times" } }
    for module, left_out in pairs(left_out_by) do
      local names = output_of(("require(%q) for name in pairs(package.loaded) do io.write(name, ' ') end"):format(module))
      assert.is_truthy(names:find("fansly.units.", 1, true), module)
      for _, part in ipairs(left_out) do
        assert.is_nil(names:find("fansly.units." .. part, 1, true), module .. " loads " .. part)
      end
    end
  end)

  it("loads everything that calls need with warmup", function()
    assert.equal("0", output_of([[
      local box = require("fansly.sandbox").new()
      local client = require("fansly").new({ api_key = box.api_key, account_id = box.account_id, transport = box })
      assert(require("fansly").warmup(client))
      local before, read = {}, 0
      for name in pairs(package.loaded) do
        before[name] = true
      end
      client.messages:send_ppv("1", { content = "hi", media = "2", price = 5 }, { verify = true })
      client.media:upload("no such file")
      client.posts:edit("1", { content = "hi" })
      client.messages:reconcile(select(2, client.messages:send("1", { content = "hi" })))
      for _ in client.chats:each({ max_items = 1, ["until"] = function() end }) do
      end
      client:me()
      for name in pairs(package.loaded) do
        read = read + (before[name] and 0 or 1)
      end
      io.write(read)
    ]]))
  end)

  it("answers where memory runs out while warmup loads", function()
    assert.equal("nil memory true", output_of([[
      local client = assert(require("fansly.sandbox").new():client())
      package.preload["fansly.extras.posts"] = function()
        error("not enough memory", 0)
      end
      local done, err = require("fansly").warmup(client)
      package.preload["fansly.extras.posts"] = nil
      io.write(tostring(done), " ", err.kind, " ", tostring(require("fansly").warmup(client)))
    ]]))
  end)

  it("has all methods of a resource from the first moment on, whatever is in the middle of being loaded", function()
    assert.equal("function", output_of(CLIENT .. [[
      assert(getmetatable(getmetatable(client.chats).__index) == nil)
      io.write(type(rawget(getmetatable(client.posts).__index, "pin")))
    ]]))
    for _, case in ipairs({
      { "fansly.endpoints.chats", "chats", "list_chats", "mute" },
      { "fansly.endpoints.access", "messages", "list_chat_messages", "send" },
      { "fansly.extras.messages", "messages", "list_chat_messages", "send_ppv" },
      { "fansly.lock", "messages", "list_chat_messages", "send_ppv" },
      { "fansly.spool", "media", "upload_media", "get_upload_status" },
    }) do
      assert.is_truthy(output_of(MEANWHILE:format(case[1], case[2], case[3], case[4])):find("validation"), case[1])
    end
  end)

  it("raises where a file cannot be read, and reads it later", function()
    local output = child.run(CLIENT .. [[
      local _ = client.posts.list
      local held = {}
      for i = 1, 100 do
        held[i] = io.open("/dev/null")
      end
      local ok, problem = pcall(function() return client.chats end)
      held = nil
      collectgarbage()
      collectgarbage()
      print(ok, problem:match("fansly%.endpoints%.chats"), type(client.chats.list))
    ]], {}, ("sh -c 'ulimit -n 64; exec \"$@\"' limited %s"):format(child.quoted(child.interpreter())))
    assert.equal("false\tfansly.endpoints.chats\tfunction\n", output)
  end)

  it("loads what memory once ran out for", function()
    assert.equal("function", output_of(CLIENT .. [[
      package.preload["fansly.endpoints.chats"] = function()
        package.preload["fansly.endpoints.chats"] = nil
        error("not enough memory", 0)
      end
      assert(not pcall(function() return client.chats end))
      io.write(type(client.chats.list))
    ]]))
  end)

  it("leaves alone what others have under names like its own", function()
    assert.equal("1", output_of(CLIENT .. [[
      local runs = 0
      package.preload["fansly.bot"] = function()
        runs = runs + 1
      end
      require("fansly.bot")
      assert(client.chats.list)
      require("fansly.bot")
      io.write(runs)
    ]]))
  end)

  it("knows one kind of amounts, whatever is in the middle of being loaded", function()
    assert.equal("4", output_of(CLIENT .. [[
      local name = "fansly.units.money"
      package.preload[name] = function()
        package.preload[name] = nil
        assert(client.messages.send_ppv)
        return dofile("lua/fansly/units/money.lua")
      end
      local fansly = require("fansly")
      local four = fansly.units.dollars(4)
      io.write(tostring(fansly.ppv.price(four)))
    ]]))
  end)

  it("makes a resource once, also where a finalizer asks for it meanwhile", function()
    assert.equal("true", output_of(CLIENT .. [[
      local original, meanwhile = setmetatable, nil
      function setmetatable(t, meta)
        if meta and meta.client and not meanwhile then
          meanwhile = true
          meanwhile = client.chats
        end
        return original(t, meta)
      end
      local own = client.chats
      io.write(tostring(rawequal(own, meanwhile) and rawequal(own, client.chats)))
    ]]))
  end)

  it("loads a part of the module that memory once ran out for, and what is behind it", function()
    for _, case in ipairs({ { "units", "fansly.units.ids" }, { "new", "fansly.client" }, { "sleep", "fansly.loop" } }) do
      local part, name = case[1], case[2]
      assert.equal("true", output_of(([[
        local fansly, name = require("fansly"), "%s"
        package.preload[name] = function()
          package.preload[name] = nil
          error("not enough memory", 0)
        end
        assert(not pcall(function() return fansly.%s end))
        io.write(tostring(fansly.%s ~= nil))
      ]]):format(name, part, part)))
    end
  end)

  it("reads all of them in little time and memory", function()
    local milliseconds, more = output_of([[
      require("fansly.check")
      require("fansly.ppv")
      require("fansly.file")
      require("fansly.rules")
      local before = kilobytes()
      local start = os.clock()
      local rows = require("fansly.endpoints").rows
      local spent = os.clock() - start
      assert(#rows == 72)
      io.write(("%.2f %.0f"):format(spent * 1000, kilobytes() - before))
    ]]):match("^(%S+) (%S+)$")
    print(("\nmeasured: all rows: %s ms, %s KiB"):format(milliseconds, more))
    assert.is_true(tonumber(more) < 300, more .. " KiB")
    assert.is_true(tonumber(milliseconds) < 50, milliseconds .. " ms") -- for a busy machine, and under a sanitizer
  end)
end)
