--- The examples, against script/sandbox.

local child = require("spec.support.child")
local fansly = require("fansly")
local files = require("spec.support.files")
local nvim = require("spec.support.nvim")
local sandbox_server = require("spec.support.sandbox_server")

describe("examples", function()
  local sandbox, client

  setup(function()
    sandbox = sandbox_server.start("--seed 7 --chats 60")
    client = assert(fansly.new({ api_key = sandbox.api_key, account_id = sandbox.account_id, base_url = sandbox.base_url }))
  end)

  teardown(function()
    client:close()
    sandbox.stop()
  end)

  local function changed(settings)
    local environment = {}
    for name, value in pairs(sandbox.environment) do
      environment[name] = value
    end
    for name, value in pairs(settings or {}) do
      environment[name] = value
    end
    return environment
  end

  -- Output and exit status of an example with arguments.
  local function run(path, arguments, settings)
    local words = {}
    for i, argument in ipairs(arguments) do
      words[i] = ("%q"):format(argument)
    end
    local code = ("arg = { %s } assert(loadfile(%q))((table.unpack or unpack)(arg))"):format(table.concat(words, ", "), path)
    return child.run(code, changed(settings))
  end

  local function find_chat(id)
    for chat in client.chats:each() do
      if chat.groupId == id then
        return chat
      end
    end
  end

  describe("script.lua", function()
    it("lists chats", function()
      local output, status = run("examples/script.lua", {})
      assert.equal(0, status, output)
      local lines, before = 0, math.huge
      for line in output:gmatch("[^\n]+") do
        local unread = tonumber(line:match("^%d+ +%S.* +(%d+) unread$"))
        assert(unread and unread <= before, line)
        lines, before = lines + 1, unread
      end
      assert.equal(20, lines)
    end)

    it("sends a message, paid or not", function()
      local chat = assert(client.chats:list()).items[3]
      local output, status = run("examples/script.lua", { chat.groupId, "Hello there" })
      assert.equal(0, status, output)
      assert.equal(output:match("^sent as message (%d+)\n$"), find_chat(chat.groupId).lastMessageId)
      output, status = run("examples/script.lua", { chat.groupId, "A picture", "media_1", "4.99" })
      assert.equal(0, status, output)
      assert.equal(output:match("^sent as message (%d+)\n$"), find_chat(chat.groupId).lastMessageId)
    end)

    it("says what is wrong", function()
      local output, status = run("examples/script.lua", {}, { FANSLY_API_KEY = "canary-of-somebody-else" })
      assert.equal(1, status)
      assert.truthy(output:find("^list_chats: auth %(401%)"), output)
      output, status = run("examples/script.lua", {}, { FANSLY_API_KEY = false })
      assert.equal(1, status)
      assert.truthy(output:find("api_key", 1, true), output)
      output, status = run("examples/script.lua", { "7", "x", "media_1", "0.5" })
      assert.equal(1, status)
      assert.truthy(output:find("price", 1, true), output)
    end)
  end)

  describe("media.lua", function()
    after_each(files.remove)

    it("moves files up and down, with plain lines where it is no terminal", function()
      local bytes = files.bytes(3 * 2 ^ 20)
      local output, status = run("examples/media.lua", { "up", files.write("a.mp4", bytes) })
      assert.equal(0, status, output)
      local link = output:match("\nmedia %d+\nlink (%S+)\n$")
      assert.is_truthy(link, output)
      assert.is_truthy(output:find("Uploading 100%% of 3.0 MiB\n"), output)
      assert.is_truthy(output:find("Uploading %d+%%, processing\n"), output)
      assert.is_nil(output:find("\r", 1, true))
      output, status = run("examples/media.lua", { "down", link, files.path("b.mp4") })
      assert.equal(0, status, output)
      assert.is_truthy(output:find("Downloading 100%% of 3.0 MiB\n.*b%.mp4, 3145728 bytes, video/mp4\n$"), output)
      assert.is_true(files.read(files.path("b.mp4")) == bytes)
    end)

    it("says what is wrong", function()
      for _, arguments in ipairs({ {}, { "up" }, { "down", "x" }, { "sideways", "x" }, { "up", "x", "y" } }) do
        local output, status = run("examples/media.lua", arguments)
        assert.equal(1, status)
        assert.is_truthy(output:find("^usage: "), output)
      end
      local output, status = run("examples/media.lua", { "up", "/none" })
      assert.equal(1, status)
      assert.equal("upload_media: validation: file cannot be read: No such file or directory\n", output)
      output, status = run("examples/media.lua", { "resume", "job-99" })
      assert.equal(1, status)
      assert.is_truthy(output:find("resume job%-99\n$"), output)
    end)
  end)

  describe("tasks.lua", function()
    it("counts chats and greets the VIPs", function()
      local vips = #assert(client.chats:list({ filter = "vips" })).items
      assert.is_true(vips > 4)
      local output, status = run("examples/tasks.lua", {})
      assert.equal(0, status, output)
      local greeted = 0
      for name, id in output:gmatch("(%S+) +greeted, message (%d+)\n") do
        greeted = greeted + 1
        local found = assert(client.chats:list({ search = name })).items[1]
        assert.equal(id, found.lastMessageId)
      end
      assert.equal(vips, greeted)
      assert.truthy(output:find("all +60 chats, %d+ unread messages\n"), output)
      assert.equal(vips, tonumber(output:match("vips +(%d+) chats")))
    end)

    it("says what is wrong", function()
      local output, status = run("examples/tasks.lua", {}, { FANSLY_API_KEY = "canary-of-somebody-else" })
      assert.equal(1, status)
      assert.truthy(output:find("^list_chats: auth %(401%)"), output)
    end)
  end)

  -- Once is enough, and Neovim is built on LuaJIT. The LÖVE scene has a spec of its own.
  if rawget(_G, "jit") then
    describe("the Neovim plugin", function()
      before_each(function()
        local reason = nvim.missing()
        if reason then
          pending(reason)
        end
      end)

      it("lists chats and replies", function()
        local order = assert(client.chats:list({ sort = "unread" })).items
        local facts, output = nvim.run("plugin", nil, sandbox.environment)
        assert.equal("", output)
        assert.equal("fansly://chats", facts.name)
        assert.equal("fansly", facts.filetype)
        assert.is_false(facts.modifiable)
        assert.equal(60, #facts.lines)
        for i, chat in ipairs(order) do
          local unread, name = facts.lines[i]:match("^ *(%d*)  (%S+)")
          assert.same({ chat.partnerUsername, chat.unreadCount }, { name, tonumber(unread) or 0 })
        end
        local id = facts.sent:match("^fansly: sent to " .. order[2].partnerUsername .. ", message (%d+)$")
        assert.truthy(id, facts.sent)
        assert.equal(id, find_chat(order[2].groupId).lastMessageId)
        assert.equal(60, facts.again)
        assert.equal("fansly: there is no chat in this line; :FanslyChats lists them", facts.nobody)
      end)

      it("notifies of what is wrong", function()
        local facts, output = nvim.run("plugin_errors", nil, changed({ FANSLY_API_KEY = "canary-of-somebody-else" }))
        assert.equal("", output)
        assert.equal(2, #facts.told)
        assert.truthy(facts.told[1]:find("^fansly: list_chats: auth %(401%)"), facts.told[1])
        assert.equal("", facts.errors)
        facts = nvim.run("plugin_errors", nil, changed({ FANSLY_API_KEY = "short\nkey" }))
        assert.truthy(facts.told[1]:find("^fansly: .*api_key"), facts.told[1])
      end)

      it("tells what it can in its header", function()
        local header = assert(files.read("examples/nvim/plugin/fansly.lua")):match("^(.-)\n\n")
        for _, word in ipairs({ ":FanslyChats", ":FanslyReply", "FANSLY_API_KEY", "FANSLY_ACCOUNT_ID", "runtimepath", "<CR>" }) do
          assert.truthy(header:find(word, 1, true), word)
        end
      end)
    end)
  end
end)
