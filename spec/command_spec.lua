--- The command `fansly`, as a process, against the sandbox.

local command = require("spec.support.command")
local cjson = require("cjson").new()
local endpoints = require("fansly.endpoints")
local files = require("spec.support.files")
local sandbox_server = require("spec.support.sandbox_server")
local status = require("fansly.command.status")
local wire = require("spec.support.wire")

local has_argparse = pcall(require, "argparse")

local function lines_of(text)
  local lines = {}
  for line in text:gmatch("([^\r\n]+)") do
    lines[#lines + 1] = line
  end
  return lines
end

local function copy(t, more)
  local own = {}
  for _, source in ipairs({ t, more or {} }) do
    for name, value in pairs(source) do
      own[name] = value
    end
  end
  return own
end

describe("the command", function()
  if not has_argparse then
    return pending("runs: there is no argparse for this Lua")
  end

  local sandbox, chat_id

  setup(function()
    sandbox = sandbox_server.start("--seed 7 --chats 30 --rate-limit 0")
    chat_id = cjson.decode(command.run({ "list_chats", "--max-items", "1" }, { environment = sandbox.environment }).out).groupId
  end)

  teardown(function()
    sandbox:stop()
    files.remove()
  end)

  -- Runs it against the sandbox; the key shows nowhere.
  local function run(arguments, more, input)
    local ran = command.run(arguments, { environment = copy(sandbox.environment, more), input = input })
    for _, text in ipairs({ ran.out, ran.err }) do
      assert.is_nil(text:find(sandbox.api_key, 1, true))
      assert.is_nil(text:find("stack traceback", 1, true), text)
    end
    return ran
  end

  local function on_terminal(arguments, given)
    given = given or {}
    given.environment = copy(sandbox.environment, given.environment)
    return command.on_terminal(arguments, given)
  end

  local function messages()
    return #lines_of(run({ "list_chat_messages", chat_id, "--all" }).out)
  end

  describe("reads", function()
    it("and prints lines of JSON where standard output is no terminal", function()
      local ran = run({ "list_chats", "--filter", "vips" })
      assert.equal(0, ran.status, ran.err)
      for _, line in ipairs(lines_of(ran.out)) do
        assert.is_string(cjson.decode(line).groupId)
      end
      assert.is_true(#lines_of(ran.out) > 1)
    end)

    it("all pages, some items of them, or one page with the way to the next", function()
      assert.equal(30, #lines_of(run({ "list_chats", "--all" }).out))
      assert.equal(23, #lines_of(run({ "list_chats", "--max-items", "23" }).out))
      local first = run({ "list_chats" })
      local cursor = first.err:match("there is more: %-%-cursor (%S+), or %-%-all\n$")
      assert.is_string(cursor)
      local one = run({ "list_chats", "--max-pages", "1" })
      assert.equal(first.out, one.out)
      assert.equal("", one.err)
      assert.equal(10, #lines_of(run({ "list_chats", "--cursor", cursor }).out))
    end)

    it("only the fields that are asked for", function()
      for _, line in ipairs(lines_of(run({ "list_chats", "--fields", "groupId,unreadCount" }).out)) do
        assert.truthy(line:find('^{"groupId":"%d+","unreadCount":%d+}$'), line)
      end
      assert.truthy(run({ "get_current_account", "--fields", "id" }).out:find('^{"id":"%d+"}\n$'))
    end)

    it("into a table, when asked to", function()
      local lines = lines_of(run({ "list_chats", "--table", "--fields", "groupId,partnerUsername" }).out)
      assert.equal(21, #lines)
      local place = lines[1]:find("partnerUsername", 1, true)
      for i = 2, #lines do
        assert.truthy(lines[i]:find("^%d+ +%S+$"))
        assert.equal(place, lines[i]:find("%S+$"))
      end
    end)

    it("with names in either spelling", function()
      local tier = cjson.decode(lines_of(run({ "list_chats", "--filter", "subscribers" }).out)[1]).subscriptionTierId
      local one = run({ "list_chats", "--subscriptionTierId", tier })
      assert.equal(one.out, run({ "list_chats", "--subscription-tier-id", tier }).out)
      assert.is_true(#one.out > 0)
    end)
  end)

  describe("on a terminal", function()
    it("prints a table that fits into it", function()
      local shown, exit = on_terminal({ "list_chats", "--filter", "vips" }, { columns = 50 })
      assert.equal(0, exit, shown)
      local lines = lines_of(shown)
      assert.truthy(lines[1]:find("^groupId +partnerUsername$"), lines[1])
      assert.is_true(#lines > 2)
      for _, line in ipairs(lines) do
        assert.is_true(#line <= 50)
      end
    end)

    it("shows progress on standard error, unless the answer is there, too", function()
      local path = files.path("answer")
      local shown = on_terminal({ "list_chats", "--all" }, { out = path })
      assert.truthy(shown:find("1 page, 20 items, 1 credit", 1, true), shown)
      assert.truthy(shown:find("\r +\r$"), "the line is left behind")
      assert.equal(30, #lines_of(files.read(path)))
      shown = on_terminal({ "list_chats", "--all", "--json" })
      assert.is_nil(shown:find("credit", 1, true))
    end)

    it("shows none in a pipe", function()
      assert.equal("", run({ "list_chats", "--all" }).err)
    end)

    it("asks before a write, and sends it for a yes alone", function()
      local before = messages()
      for _, no in ipairs({ "n\n", "\n", "nyes\n", "\4" }) do
        local shown, exit = on_terminal({ "send_message", chat_id, "--content", "asked" }, { input = no })
        assert.truthy(shown:find('{"content":"asked"}', 1, true), shown)
        assert.truthy(shown:find("POST " .. sandbox.base_url, 1, true), shown)
        assert.truthy(shown:find("Send it? [y/N]", 1, true), shown)
        assert.truthy(shown:find("nothing was sent", 1, true), shown)
        assert.equal(status.not_confirmed, exit)
      end
      assert.equal(before, messages())
      local shown, exit = on_terminal({ "send_message", chat_id, "--content", "asked" }, { input = "y\n" })
      assert.equal(0, exit, shown)
      assert.equal(before + 1, messages())
    end)

    it("shows no order to the terminal that came in an answer", function()
      assert.equal(0, run({ "send_message", chat_id, "--content", "red \27[31m \194\155 end", "--yes" }).status)
      for _, format in ipairs({ "--json", "--table" }) do
        local shown = on_terminal({ "list_chat_messages", chat_id, format, "--limit", "1", "--fields", "content" })
        assert.truthy(shown:find("red ", 1, true))
        assert.is_nil(shown:find("[\27\155]"), shown)
      end
    end)
  end)

  describe("writes", function()
    it("nothing where nobody can be asked", function()
      local before = messages()
      local ran = run({ "send_message", chat_id, "--content", "x" }, nil, "y\n")
      assert.equal(status.not_confirmed, ran.status)
      assert.truthy(ran.err:find("add --yes", 1, true))
      assert.equal("", ran.out)
      assert.equal(before, messages())
    end)

    it("with --yes", function()
      local before = messages()
      local ran = run({ "send_message", chat_id, "--content", "hé, ä", "--yes" })
      assert.equal(0, ran.status, ran.err)
      assert.equal("hé, ä", cjson.decode(ran.out).content)
      assert.equal(before + 1, messages())
    end)

    it("nothing with --dry-run, which shows what would go out", function()
      local before = messages()
      local ran = run({ "send_ppv", chat_id, "--content", "hi", "--media", "m1,m2", "--price", "4.99", "--dry-run" })
      assert.equal(0, ran.status)
      local lines = lines_of(ran.out)
      assert.equal(("POST %s/%s/chats/%s/messages"):format(sandbox.base_url, sandbox.account_id, chat_id), lines[1])
      assert.same({ content = "hi", mediaIds = { "m1", "m2" }, access_type = { "ppv" }, price = 4.99 }, cjson.decode(lines[2]))
      assert.equal("fansly: nothing was sent: --dry-run\n", ran.err)
      assert.equal(before, messages())
    end)

    it("nothing with --dry-run and --yes, and needs no key for it", function()
      local before = messages()
      local ran = run({ "send_message", chat_id, "--content", "x", "--dry-run", "--yes", "--json" }, { FANSLY_API_KEY = false })
      assert.equal(0, ran.status, ran.err)
      assert.equal('{"content":"x"}', cjson.decode(ran.out).body)
      assert.equal(before, messages())
    end)

    it("nothing that is wrong, and asks nobody about it", function()
      local before = messages()
      local shown, exit = on_terminal({ "send_ppv", chat_id, "--content", "x", "--media", "m", "--price", "4.999" }, { input = "y\n" })
      assert.truthy(shown:find("price has to be dollars with at most two decimals", 1, true), shown)
      assert.is_nil(shown:find("Send it", 1, true))
      assert.equal(status.of_kind.validation, exit)
      assert.equal(before, messages())
    end)

    it("values of all kinds, as their rows have them", function()
      local function body_of(arguments)
        arguments[#arguments + 1] = "--dry-run"
        local ran = run(arguments)
        assert.equal(0, ran.status, ran.err)
        return cjson.decode(lines_of(ran.out)[2])
      end
      assert.same({
        content = "a, b", includeFollowers = true, excludeCreators = false, includeListIds = { "l1", "l2", "l3" },
        includeSubscriptionTierId = "t1", scheduledFor = 4102444800000, access_type = { "ppv", "follow" }, price = 4,
        mediaIds = { "m1", { mediaId = "m2", previewId = "p2" } },
      }, body_of({
        "send_mass_message", "--content", "a, b", "--includeFollowers", "--no-excludeCreators", "--includeListIds", "l1,l2",
        "--includeListIds", "l3", "--includeSubscriptionTierId", "t1", "--scheduledFor", "2100-01-01T00:00:00Z",
        "--access_type", "ppv,follow", "--price", "4", "--mediaIds", "m1", "--mediaIds", '{"mediaId":"m2","previewId":"p2"}',
      }))
      assert.same({ { access_type = "ppv", price = 5 }, { access_type = "follow" } }, body_of({
        "send_message", chat_id, "--content", "x", "--mediaId", "m",
        "--permissions", '[{"access_type":"ppv","price":"5.00"},{"access_type":"follow"}]',
      }).permissions)
      local users = body_of({ "create_group", "--users", "1,2" }).users
      assert.same({ "1", "2" }, { users[1].userId, users[2].userId })
      local refused = run({ "list_chat_messages", chat_id, "--limit", "many" })
      assert.equal(status.of_kind.validation, refused.status)
      assert.truthy(refused.err:find('limit has to be a number, not "many"', 1, true))
    end)

    it("a paid message, and looks whether it is locked", function()
      local asked = run({ "--log", "info", "send_ppv", chat_id, "--content", "hi", "--media", "m1", "--price", "3", "--verify", "--yes" })
      assert.equal(0, asked.status, asked.err)
      assert.is_string(cjson.decode(asked.out).id)
      assert.truthy(asked.err:find("operation=list_chat_messages", 1, true), asked.err)
      asked = run({ "--log", "info", "send_ppv", chat_id, "--content", "hi", "--media", "m1", "--price", "3", "--yes" })
      assert.is_nil(asked.err:find("operation=list_chat_messages", 1, true))
    end)

    it("files, and sees their jobs to the end", function()
      local ran = run({ "upload_media", files.write("a.jpg", "bytes"), "--yes" })
      assert.equal(0, ran.status, ran.err)
      assert.is_string(cjson.decode(ran.out).mediaId)
      ran = run({ "upload_media", files.path("a.jpg"), "--yes", "--no-wait" })
      assert.is_string(cjson.decode(ran.out).jobId)
      ran = run({ "upload_media", files.path("a.jpg"), "--dry-run" })
      assert.truthy(ran.out:find("a.jpg: 5 bytes\n", 1, true))
    end)
  end)

  describe("a secret", function()
    it("is no argument where it is the key", function()
      for _, arguments in ipairs({ { "--api-key", "canary-argument" }, { "--api_key=canary-argument" }, { "--key", "canary-argument" } }) do
        table.insert(arguments, 1, "list_chats")
        local ran = run(arguments)
        assert.equal(status.usage, ran.status)
        assert.truthy(ran.err:find("set FANSLY_API_KEY, or name a file with --key-file", 1, true), ran.err)
        assert.is_nil(ran.err:find("argument-", 1, true) or ran.err:find("canary", 1, true))
      end
    end)

    it("may be in a file", function()
      local path = files.write("key", sandbox.api_key .. "\n")
      local ran = run({ "--key-file", path, "list_chats", "--max-items", "1" }, { FANSLY_API_KEY = false })
      assert.equal(0, ran.status, ran.err)
      ran = run({ "list_chats", "--key-file", files.path("none") }, { FANSLY_API_KEY = false })
      assert.equal(status.of_kind.config, ran.status)
      assert.truthy(ran.err:find("api_key_file cannot be read", 1, true), ran.err)
    end)

    it("of a parameter comes from a file or from standard input, and does not show", function()
      local arguments = { "connect_account", "--username", "u", "--name", "n", "--countryCode", "US", "--dry-run", "--password-file" }
      local path = files.write("password", "canary-password\nsecond line\n")
      for _, from in ipairs({ path, "-" }) do
        arguments[#arguments + 1] = from
        local ran = run(arguments, nil, "canary-password\n")
        arguments[#arguments] = nil
        assert.equal(0, ran.status, ran.err)
        assert.truthy(ran.out:find('"password":"***"', 1, true))
        assert.is_nil((ran.out .. ran.err):find("canary", 1, true))
      end
      arguments[#arguments] = "--password=canary-password"
      local ran = run(arguments)
      assert.equal(status.usage, ran.status)
      assert.is_nil(ran.err:find("canary", 1, true))
    end)

    it("is not in the log", function()
      local ran = run({ "--log", "trace", "mute_chat", "7777", "--yes" })
      assert.truthy(ran.err:find("event=attempt operation=mute_chat", 1, true))
      assert.truthy(ran.err:find("headers=", 1, true))
      assert.is_nil(ran.err:find("7777", 1, true))
    end)
  end)

  describe("says by its exit status", function()
    local nowhere = { FANSLY_BASE_URL = "http://127.0.0.1:1" }
    local cases = {
      { "that all is well", { "list_chats" }, 0 },
      { "a wrong word", { "list_chat" }, status.usage, "fansly: " },
      { "a wrong option", { "list_chats", "--filters", "vips" }, status.usage, "filters" },
      { "a wrong value", { "list_chats", "--filter", "vip" }, status.usage, "must be one of 'all', 'vips'" },
      { "a missing key", { "list_chats" }, status.of_kind.config, "set FANSLY_API_KEY", { FANSLY_API_KEY = false } },
      { "a wrong key", { "list_chats" }, status.of_kind.auth, "check api_key", { FANSLY_API_KEY = require("spec.support.canary") } },
      { "a wrong account", { "list_chats" }, status.of_kind.forbidden, "check account_id", { FANSLY_ACCOUNT_ID = "fansly_acc_x" } },
      { "what is not there", { "mute_chat", "1", "--yes" }, status.of_kind.not_found, "check the ids" },
      { "that nobody answers", { "list_chats", "--max-retries", "0" }, status.of_kind.network, "network", nowhere },
      { "that credits are short", { "list_chats", "--max-credits", "0" }, status.of_kind.limit, "max_credits" },
      { "a mistake in an iteration", { "list_chats", "--all", "--cursor", "nope" }, status.of_kind.api, "list_chats: api" },
    }
    for _, case in ipairs(cases) do
      it(case[1], function()
        local ran = run(case[2], case[5])
        assert.equal(case[3], ran.status, ran.err)
        if case[4] then
          assert.equal("", ran.out)
          assert.truthy(ran.err:find(case[4], 1, true), ran.err)
        end
      end)
    end

    it("a send that may have got through, and a read that broke off", function()
      local server = wire.start()
      local route = server:route({ { { "reset" } } })
      local environment = { FANSLY_BASE_URL = route.base }
      local sent = run({ "send_message", chat_id, "--content", "x", "--yes" }, environment)
      local muted = run({ "mute_chat", "1", "--yes", "--max-retries", "0" }, environment)
      local read = run({ "list_chats", "--max-retries", "0" }, environment)
      server:stop()
      assert.same({ status.maybe_sent, status.of_kind.network, status.of_kind.network }, { sent.status, muted.status, read.status })
      assert.truthy(sent.err:find("it may have been sent: look before sending it again", 1, true), sent.err)
    end)

    it("a full disk", function()
      local ran = command.on_terminal({ "list_chats" }, { environment = sandbox.environment, out = "/dev/full" })
      assert.truthy(ran:find("fansly: cannot write: No space left on device", 1, true), ran)
    end)

    it("another kind of error by another number", function()
      local seen = {}
      for kind, code in pairs(status.of_kind) do
        assert.is_nil(seen[code], kind)
        assert.is_true(code > 1 and code < 64)
        seen[code] = kind
      end
    end)
  end)

  it("has every operation, and completes it in bash", function()
    local listed = {}
    for _, line in ipairs(lines_of(run({ "operations" }).out)) do
      listed[cjson.decode(line).operation] = true
    end
    local help = run({ "--help" }).out
    for _, row in ipairs(endpoints.rows) do
      assert.is_true(listed[row.id], row.id)
      assert.truthy(help:find("   " .. row.id .. "%s"), row.id)
    end
    local script = run({ "completion", "bash" }).out
    local path = files.write("complete.bash", script .. [[

try() { COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=(); _fansly; echo "${COMPREPLY[*]}"; }
try fansly send_p
try fansly list_chats --fil
try fansly list_chats --filter v
]])
    local pipe = io.popen("bash " .. path .. " 2>&1")
    assert.equal("send_ppv\n--filter\nvips\n", pipe:read("*a"))
    pipe:close()
    script = run({ "completion", "zsh" }).out
    assert.truthy(script:find("^#compdef fansly\n"))
  end)

  it("tells about one operation, and which was meant", function()
    local ran = run({ "operations", "send_ppv", "--json" })
    assert.equal("client.messages:send_ppv", cjson.decode(ran.out).call)
    ran = run({ "operations", "send_pv" })
    assert.equal(status.usage, ran.status)
    assert.truthy(ran.err:find("did you mean send_ppv?", 1, true), ran.err)
  end)

  it("has its own help, and the versions", function()
    assert.truthy(run({ "send_ppv", "--help" }).out:find("Usage: fansly send_ppv", 1, true))
    assert.truthy(run({ "--version" }).out:find("^fansly %d+%.%d+%.%d+, Lua"))
    local bare = run({})
    assert.equal(status.usage, bare.status)
    assert.truthy(bare.err:find("fansly doctor", 1, true))
  end)
end)
