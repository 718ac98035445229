--- fansly.loop.luv inside a real Neovim.

-- Once is enough, and Neovim is built on LuaJIT.
if not rawget(_G, "jit") then
  return
end

local core = require("fansly.core")
local doc_blocks = require("spec.support.doc_blocks")
local generate = require("spec.support.json_generate")
local json = require("fansly.json")
local loop_cases = require("spec.support.loop_cases")
local loop_specs = require("spec.support.loop_specs")
local nvim = require("spec.support.nvim")
local values = require("spec.support.json_values")
local wire = require("spec.support.wire")

local missing = nvim.missing()

describe("in Neovim", function()
  local server

  setup(function()
    server = wire.start()
  end)

  teardown(function()
    server:stop()
  end)

  before_each(function()
    if missing then
      pending(missing)
    end
  end)

  local function bases_like(case)
    return loop_cases.bases_of(loop_cases.by_name[case], server)
  end

  it("callbacks and tasks may use the editor", function()
    local seen = nvim.run("api", bases_like("callbacks"))
    assert.same({ "false text", "false text", "false text", "false text", "false text" }, seen)
  end)

  it("a fault in a callback is one notification", function()
    local facts, output = nvim.run("notify", bases_like("callbacks"))
    assert.equal(1, facts.count)
    assert.truthy(facts.first:find("^fansly: .*a fault in a callback"))
    assert.is_true(facts.is_error)
    assert.equal("", output)
  end)

  for _, path in ipairs({ "README.md", "doc/guide.md", "doc/fansly.txt" }) do
    for _, block in ipairs(doc_blocks.of(path)) do
      if block.code:find("loop.luv", 1, true) then
        it(("%s:%d shows something"):format(path, block.line), function()
          local facts = nvim.run("block", block)
          assert.is_true(#facts.told == 1 or facts.lines > 1)
          assert.is_nil(facts.level)
        end)
      end
    end
  end

  it("the editor ends at once while calls are under way", function()
    local start = os.time()
    assert.is_true(nvim.run("quit", bases_like("cancel")) > 0)
    assert.is_true(os.time() - start < 5)
  end)

  describe("JSON by vim.json", function()
    it("is written to the same bytes as by lua-cjson, and the same values are refused", function()
      local ours, theirs = values.written(json), nvim.run("encode")
      assert.is_true(#ours.fixed > 100)
      for i, expected in ipairs(ours.fixed) do
        assert.equal(expected, theirs.fixed[i])
      end
      -- the order of names is that of a process
      assert.is_true(#ours.random > 100)
      for i, expected in ipairs(ours.random) do
        assert.same(core.decode(expected), core.decode(theirs.random[i]))
      end
    end)

    it("is read to the same values, and the same texts are refused", function()
      local source = generate.new(20261121)
      local texts = { "", "nul", "[NaN]", "[0x10]", "[1]x", '{"a":null}', "[null,{},[]]",
        '"\\/"', "[1e400]", '["\\ud83d"]', "null", "{}", "7" }
      for _, depth in ipairs({ 64, 65 }) do
        texts[#texts + 1] = ("["):rep(depth) .. ("]"):rep(depth)
      end
      for _ = 1, 300 do
        texts[#texts + 1] = source:document()
      end
      local ours, theirs = values.read(json, texts), nvim.run("decode", { texts = texts })
      assert.equal(#texts, #theirs)
      for i, expected in ipairs(ours) do
        assert.equal(expected, theirs[i], texts[i])
      end
    end)

    it("serves the calls", function()
      assert.equal("ok", (nvim.run("five_calls")))
    end)
  end)

  for _, case in ipairs(loop_cases.sorted()) do
    it("libuv's loop " .. case.title, function()
      local function run()
        return (nvim.run("shared", { name = case.name, bases = loop_cases.bases_of(case, server) }))
      end
      if case.measured then
        loop_specs.best_gap("Neovim", case, run)
      else
        run()
      end
    end)
  end
end)
