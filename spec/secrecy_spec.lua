-- The key: where it does not show.

local child = require("spec.support.child")
local recorder = require("spec.support.recorder")

describe("the key", function()
  it("is not in what a client says of itself", function()
    local net = recorder.new()
    local client = net:client()
    assert.equal("fansly.Client(https://v1.apifansly.com/api/fansly, fansly_acc_recorder)", tostring(client))
    assert.is_truthy(tostring(net:client({ account_id = false })):find("no account", 1, true))
    assert.equal("fansly.key(***)", tostring(client.config.key))
  end)

  it("is nowhere to be found in the Lua state", function()
    local output, status = child.run([[
      local fansly = require("fansly")
      local recorder = require("spec.support.recorder")
      local function secret(name) return ("yranac-" .. name):reverse() end -- no constant of this file holds it

      local seen, found, count = {}, {}, 0
      local walk
      local function step(value, path)
        if type(value) == "string" then
          if value:find("canary", 1, true) then found[#found + 1] = path end
        elseif value ~= nil then
          walk(value, path)
        end
      end
      local function walk_function(f, path)
        for i = 1, 255 do
          local name, value = debug.getupvalue(f, i)
          if name == nil then break end
          step(value, path .. "^" .. name)
        end
        if debug.getfenv then step(debug.getfenv(f), path .. "^env") end
      end
      function walk(value, path)
        local kind = type(value)
        if seen[value] or kind == "number" or kind == "boolean" then return end
        seen[value] = true
        count = count + 1
        if #path > 4000 then error("too deep") end
        step(debug.getmetatable(value), path .. "<meta>")
        if kind == "table" then
          for name, member in next, value do
            step(name, path .. "<key>")
            step(member, path .. "." .. (type(name) == "string" and name or type(name)))
          end
        elseif kind == "function" then
          walk_function(value, path)
        elseif kind == "userdata" and debug.getuservalue then
          step((debug.getuservalue(value)), path .. "<uservalue>")
        end
      end

      local net = recorder.new()
      local path = os.tmpname()
      local file = io.open(path, "w") file:write(secret("file"), "\n") file:close()
      local keep = {}
      keep[1] = fansly.new { api_key = secret("option"), account_id = "a", transport = net, max_retries = 0 }
      keep[2] = fansly.new { api_key_file = path, account_id = "a", transport = net, max_retries = 0 }
      keep[3] = fansly.new { account_id = "a", transport = net, max_retries = 0 }
      os.remove(path)
      for i = 1, 3 do
        local client = keep[i]
        keep[#keep + 1] = assert(client:account("b"))
        keep[#keep + 1] = assert(client.chats:list())
        keep[#keep + 1] = { select(2, client.chats:mute("a/b")) }
        client.messages:send("c", { content = "x" }, { api_key = secret("call") })
        net.script = function(request) return recorder.answer('{"message":"' .. "no" .. '"}', 401) end
        keep[#keep + 1] = { select(2, client.accounts:get_current()) }
        keep[#keep + 1] = client.chats:each()
        keep[#keep + 1] = client.chats:mute("1", function() end)
        fansly.run()
        net.script = function() end
      end
      keep[#keep + 1] = { select(2, fansly.new { api_key = secret("bad") .. "\n" }) }
      assert(net.requests[1].key:matches(secret("option")) and keep[3].config.key:matches(os.getenv("FANSLY_API_KEY")))
      collectgarbage() collectgarbage()

      step(keep, "keep") step(package.loaded, "loaded") step(debug.getregistry(), "registry") step(_G, "_G")
      step(net.requests, "requests")
      -- a control: what is there is found
      local box = { function() return box end }
      local planted = secret("planted")
      local before = #found
      step({ { x = function() return planted end } }, "planted")
      assert(#found == before + 1, "the walk does not find what is there")
      found[#found] = nil
      print(count > 500, #found, table.concat(found, "\n"))
    ]], { FANSLY_API_KEY = "env-canary" })
    assert.equal(0, status, output)
    assert.equal("true\t0\t\n", output)
  end)
end)
