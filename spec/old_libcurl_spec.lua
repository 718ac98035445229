-- The libcurl that runs may be older than the one this was built with: what is taken, what is refused, which guard sends have then.

local calls = require("spec.support.calls")
local child = require("spec.support.child")
local fansly = require("fansly")
local wire = require("spec.support.wire")

describe("a libcurl", function()
  local server, library

  setup(function()
    server = wire.start()
    library = os.tmpname()
    local source = debug.getinfo(1, "S").source:match("^@(.*)old_libcurl_spec%.lua$") .. "support/old_libcurl.c"
    local command = "cc -shared -fPIC -o %s %s -Wl,--no-as-needed -lcurl -ldl 2>&1"
    assert.equal("", calls.shell(command:format(child.quoted(library), child.quoted(source))))
  end)

  teardown(function()
    os.remove(library)
    assert.equal("", server:log())
    server:stop()
  end)

  local function run(version, base, code)
    local environment = {
      FANSLY_LIBCURL = version,
      LD_PRELOAD = library,
      ASAN_OPTIONS = (os.getenv("ASAN_OPTIONS") or "") .. ":verify_asan_link_order=0",
    }
    local options = ("api_key = %q, account_id = %q, base_url = %q"):format(calls.key, calls.account, base)
    local output, status = child.run(([[
      local fansly = require("fansly")
      local client = assert(fansly.new({ %s }))
      local function tell(value, err, info)
        print(value and "done" or tostring(err), err and err.kind, err and err.maybe_sent, (err or info).attempts)
      end
    ]]):format(options) .. code, environment)
    assert.equal(0, status, output)
    return output
  end

  for _, version in ipairs({ "7.19.4", "7.74.0", "7.75.0" }) do
    it("of " .. version .. " is refused with a word about it, and nothing is sent", function()
      local route = server:route({ calls.of.send.answer })
      local told = ": config: libcurl 7.76 or newer is needed; fansly.versions().curl is the one that runs\tconfig\tfalse\t0\n"
      assert.equal(
        version .. "\nlist_chats" .. told .. "mute_chat" .. told .. "send_message" .. told,
        run(version, route.base, [[
          print(fansly.versions().curl)
          tell(client.chats:list())
          tell(client.chats:mute("u1"))
          tell(client.messages:send("c1", { content = "hi" }))
        ]])
      )
      assert.same({}, route.connections())
    end)
  end

  for _, version in ipairs({ "7.76.0", "7.79.1" }) do
    it("of " .. version .. " is taken, and sends are guarded without the hook", function()
      local route = server:route({ calls.of.read.answer, { { "close" } }, calls.of.send.answer })
      local output = run(version, route.base, [[
        tell(client.chats:list())
        tell(client.messages:send("c1", { content = "hi" }))
        tell(client.messages:send("c1", { content = "hi" }))
      ]])
      assert.matches("^done\tnil\tnil\t1\n[^\t]+\tnetwork\ttrue\t1\ndone\tnil\tnil\t1\n$", output)
      assert.equal(3, #route.requests())
    end)

    it("of " .. version .. " proves what did not go out", function()
      local output = run(version, "http://127.0.0.1:1", [[
        tell(client.messages:send("c1", { content = "hi" }))
        tell(client:request("DELETE", "/{account_id}/x"))
      ]])
      -- a much newer one below says that it was about to transfer something, which is a doubt where there is no body
      local doubts = fansly.versions().curl:find("^[89]%.") ~= nil
      local without_body = doubts and "\n[^\t]+\tnetwork\t%a+\t%d\n$" or "\n[^\t]+\tnetwork\tfalse\t2\n$"
      assert.matches("^[^\t]+\tnetwork\tfalse\t2" .. without_body, output)
    end)

    it("of " .. version .. " sends what has no body once, too", function()
      local route = server:route({ calls.of.read.answer, { { "close" } } })
      local output = run(version, route.base, [[
        tell(client.chats:list())
        tell(client:request("DELETE", "/{account_id}/x"))
        tell(client:request("POST", "/{account_id}/x"))
      ]])
      assert.matches("\n[^\t]+\tnetwork\ttrue\t1\n[^\t]+\tnetwork\ttrue\t1\n$", output)
      assert.equal(3, #route.requests())
    end)
  end
end)
