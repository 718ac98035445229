-- What is loaded when: the rows with the first client, and nothing of it slows the program that requires the module.

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
  it("reads no rows before the first client", function()
    assert.equal("", output_of([[require("fansly") io.write(loaded())]]))
    assert.equal("", output_of([[local fansly = require("fansly") assert(fansly.ppv.price(4) and fansly.array) io.write(loaded())]]))
    assert.is_truthy(output_of([[
      assert(require("fansly").new({ api_key = "canary-of-the-spec-1234567890" }))
      io.write(loaded())
    ]]):find("chats.*vault"))
  end)

  it("has all methods from the first moment on, whatever is in the middle of being read", function()
    assert.equal("function", output_of([[
      local client = require("fansly").new({ api_key = "canary-of-the-spec-1234567890" })
      assert(getmetatable(getmetatable(client.chats).__index) == nil)
      io.write(type(rawget(getmetatable(client.posts).__index, "pin")))
    ]]))
  end)

  it("reads all of them in little time and memory", function()
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
