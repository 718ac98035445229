-- The API key as core.key holds it: which texts it takes, what can be asked of it, and that it is not to be seen.

local core = require("fansly.core")

local SECRET = "sk_live-canary/0123456789+="

describe("core.key #quick", function()
  it("takes every visible character of ASCII, and no other byte", function()
    for byte = 0, 255 do
      local c = string.char(byte)
      for _, text in ipairs({ c, "a" .. c, c .. "a", "a" .. c .. "b" }) do
        local key, problem = core.key(text)
        if byte >= 33 and byte <= 126 then
          assert.is_nil(problem)
          assert.is_true(key:matches(text))
        else
          assert.is_nil(key)
          assert.matches(text == "" and "empty" or "contains", problem, 1, true)
        end
      end
    end
  end)

  it("says what is wrong without showing the key", function()
    for _, case in ipairs({
      { "", "is empty" },
      { SECRET .. "\n", "white space" },
      { SECRET .. "\r\nX-Injected: yes", "white space" },
      { " " .. SECRET, "white space" },
      { SECRET .. "\t", "white space" },
      { SECRET .. "\0", "not visible ASCII" },
      { SECRET .. "\195\169", "not visible ASCII" },
      { SECRET .. "\127", "not visible ASCII" },
      { SECRET .. "\27[0m", "not visible ASCII" },
      { SECRET .. ("x"):rep(512), "longer than 512" },
    }) do
      local key, problem = core.key(case[1])
      assert.is_nil(key)
      assert.matches(case[2], problem, 1, true)
      assert.is_nil(problem:find("canary", 1, true))
    end
  end)

  it("takes 1 to 512 characters", function()
    for _, length in ipairs({ 1, 2, 511, 512 }) do
      assert.is_true(core.key(("k"):rep(length)):matches(("k"):rep(length)))
    end
    for _, length in ipairs({ 0, 513, 514, 100000 }) do
      assert.is_nil((core.key(("k"):rep(length))))
    end
  end)

  it("takes nothing but a text", function()
    for _, value in ipairs({ true, {}, print }) do
      assert.has_error(function()
        core.key(value)
      end)
    end
    assert.has_error(function()
      core.key(nil)
    end)
  end)
end)

describe("a key #quick", function()
  local key

  before_each(function()
    key = assert(core.key(SECRET))
  end)

  it("matches itself and nothing else", function()
    assert.is_true(key:matches(SECRET))
    assert.is_false(key:matches(""))
    assert.is_false(key:matches(SECRET .. "x"))
    assert.is_false(key:matches(SECRET .. "\0"))
    assert.is_false(key:matches(SECRET:sub(1, -2)))
    assert.is_false(key:matches(SECRET:upper()))
    for place = 1, #SECRET do
      local other = SECRET:sub(1, place - 1) .. "!" .. SECRET:sub(place + 1)
      assert.is_false(key:matches(other), other)
    end
    assert.is_false(core.key("aa"):matches("bb"))
    assert.is_false(core.key("ab"):matches("ba"))
  end)

  it("shows nothing", function()
    assert.equal("fansly.key(***)", tostring(key))
    assert.equal("fansly.key(***)", ("%s"):format(tostring(key)))
    assert.is_false(getmetatable(key))
    assert.has_error(function()
      setmetatable(key, {})
    end)
    assert.is_false(pcall(function()
      return key .. ""
    end))
    assert.is_false(pcall(function()
      return #key
    end))
    for _, field in ipairs({ "text", "value", "key", "len", 1 }) do
      assert.is_nil(key[field])
    end
  end)

  it("is gone when it was wiped", function()
    key:wipe()
    key:wipe()
    assert.equal("fansly.key(***)", tostring(key))
    for _, use in ipairs({
      function()
        return key:matches(SECRET)
      end,
      function()
        return core.answer(200, "", "{}", key)
      end,
    }) do
      local ok, problem = pcall(use)
      assert.is_false(ok)
      assert.matches("the key was wiped", problem, 1, true)
      assert.is_nil(problem:find("canary", 1, true))
    end
    local other = core.key(SECRET)
    assert.is_true(other:matches(SECRET))
  end)

  it("is not taken for something else, nor something else for it", function()
    local engine = assert(core.engine())
    for _, value in ipairs({ engine, io.stdout, {}, "text", 7 }) do
      assert.has_error(function()
        key.matches(value, SECRET)
      end)
      assert.has_error(function()
        core.answer(200, "", "{}", value)
      end)
    end
    assert.has_error(function()
      engine.pending(key)
    end)
    engine:close()
  end)
end)
