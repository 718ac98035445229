--- fansly.loop.luv inside a real Neovim.

-- Once is enough, and Neovim is built on LuaJIT.
if not rawget(_G, "jit") then
  return
end

local doc_blocks = require("spec.support.doc_blocks")
local loop_cases = require("spec.support.loop_cases")
local loop_specs = require("spec.support.loop_specs")
local nvim = require("spec.support.nvim")
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
