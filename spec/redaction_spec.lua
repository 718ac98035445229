--- The key in what servers send back: never in what the module shows.

local core = require("fansly.core")

local KEY = 'canary/key"0123456789'

local function shown(body)
  return core.answer(500, "", body, core.key(KEY)).body
end

describe("redaction #quick", function()
  it("blots out the key as it is", function()
    assert.equal(("<%s>"):format(("*"):rep(#KEY)), shown(("<%s>"):format(KEY)))
    assert.equal(("*"):rep(2 * #KEY), shown(KEY .. KEY))
  end)

  it("blots out the key as JSON writes it", function()
    for _, written in ipairs({ 'canary\\/key\\"0123456789', 'canary\\u002fkey\\u0022\\u0030123456789', "\\u0063" .. KEY:sub(2) }) do
      assert.equal("{" .. ("*"):rep(#written) .. "}", shown("{" .. written .. "}"))
    end
  end)

  it("blots out the beginning of the key where the answer breaks off", function()
    for length = 6, #KEY - 1 do
      assert.equal("x" .. ("*"):rep(length), shown("x" .. KEY:sub(1, length)))
    end
    assert.equal("xcanary/ke!", shown("xcanary/ke!"))
    assert.equal("xcana", shown("xcana"))
  end)

  it("does not take a near miss for the key", function()
    for _, text in ipairs({ "canary\\/kex", "anary/key", "canary\\u002", "\\", "\\u00", "canary/key'0123456789", "\\u006gcanary" }) do
      assert.equal(text .. "!", shown(text .. "!"))
    end
  end)
end)
