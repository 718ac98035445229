--- The parts of the command that need no process.

local json = require("fansly.command.json")
local progress = require("fansly.command.progress")
local rows = require("fansly.command.rows")
local terminal = require("fansly.command.terminal")
local values = require("fansly.command.values")

describe("a line of JSON #quick", function()
  it("has the names in order, whole numbers whole, and what fansly.json refuses", function()
    local null = require("fansly").null
    local value = { n = 2 ^ 53, b = { c = 0.1 }, a = { 1, null, true } }
    assert.equal('{"a":[1,null,true],"b":{"c":0.1},"n":9007199254740992}', json.line(value))
    assert.equal('"a\\u0000b\\u001b\\u007f\\u009b\\"\\\\é"', json.line('a\0b\27\127\194\155"\\é'))
    assert.equal("1e+300", json.line(1e300))
    assert.equal("0.30000000000000004", json.line(0.1 + 0.2))
    assert.equal("[]", json.line({}))
  end)
end)

describe("the width of texts #quick", function()
  it("counts characters, and not bytes", function()
    assert.equal(4, terminal.length("aé€😀"))
    assert.equal("aé€😀  ", terminal.fit("aé€😀", 6))
    assert.equal("aé…", terminal.fit("aé€😀", 3))
    assert.equal("aé€😀", terminal.fit("aé€😀", 4))
  end)

  it("is nil for what is no terminal", function()
    local file = assert(io.open("/dev/null"))
    local core = require("fansly.core")
    assert.is_nil(core.terminal(99))
    assert.has_error(function()
      core.terminal("stdout")
    end)
    file:close()
  end)

  it("leaves nothing that a terminal obeys", function()
    assert.equal("a b c d é", terminal.clean("a\27b\nc\194\155d é"))
  end)
end)

describe("a bar #quick", function()
  it("is as full as the part is of the whole", function()
    assert.equal("[------------------------]   0%", progress.bar(0, 3))
    assert.equal("[############------------]  50%", progress.bar(5, 10))
    assert.equal("[########################] 100%", progress.bar(11, 10))
  end)
end)

describe("the options of operations #quick", function()
  if not pcall(require, "argparse") then
    return pending("are made: there is no argparse for this Lua")
  end

  it("never mean two things", function()
    local parser = require("fansly.command.parser").new("fansly")
    local function aliases(element, seen, where)
      for _, option in ipairs(element._options) do
        for _, alias in ipairs(option._aliases) do
          assert.is_nil(seen[alias], where .. " has two of " .. alias)
          seen[alias] = true
        end
      end
      return seen
    end
    local count = 0
    for _, command in ipairs(parser._commands) do
      local seen = aliases(parser, {}, "fansly")
      seen["-h"], seen["--help"] = nil, nil -- each has its own
      aliases(command, seen, command._name)
      count = count + 1
    end
    assert.equal(#rows.list + 4, count)
  end)
end)

describe("words #quick", function()
  it("that are no number, no JSON or no time say so", function()
    for _, case in ipairs({
      { { type = "integer" }, "0x10z", "has to be a number" },
      { { type = "number" }, "nan", "has to be a number" },
      { { type = "milliseconds" }, "tomorrow", "2026-12-24T18:00:00Z" },
      { { type = "object" }, "{", "has to be JSON" },
      { { type = "array", item = { type = "id" } }, "[1,", "has to be JSON" },
    }) do
      local value, problem = values.of(case[1], { case[2] })
      assert.is_nil(value)
      assert.truthy(problem:find(case[3], 1, true), problem)
    end
  end)

  it("keep their commas where these may be meant", function()
    assert.same({ "a,b" }, values.of({ type = "array", item = { type = "string" } }, { "a,b" }))
    assert.equal("[a,b]", values.of({ type = "string" }, { "[a,b]" }))
  end)
end)
