-- What is loaded when: the rows of a resource with its first use, and nothing of it slows the program that requires the module.

local child = require("spec.support.child")

local MEASURE = [[
  local function loaded()
    local names = {}
    for name in pairs(package.loaded) do
      names[#names + 1] = name:match("^fansly%.endpoints%.(.+)$")
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

describe("loading", function()
  it("reads rows with the first use of their resource", function()
    assert.equal("", output_of([[require("fansly") io.write(loaded())]]))
    local of_client = output_of([[
      local client = require("fansly").new({ api_key = "a-key-of-the-spec-1234567890" })
      io.write(loaded(), ";")
      assert(client.chats.list and client.chats.each_unread and not client.chats.nothing)
      io.write(loaded(), ";")
      assert(client.messages.send_ppv)
      io.write(loaded())
    ]])
    assert.equal("account;account chats params;access account chats messages params", of_client)
  end)

  it("reads all of them for a call by operationId, in little time and memory", function()
    local milliseconds, more = output_of([[
      local fansly = require("fansly")
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
