--- Runs every Lua block of the README, the guide and the help against the sandbox. Those of Neovim run there, in spec/nvim_spec.lua.

local doc_blocks = require("spec.support.doc_blocks")

-- What a block needs that not every Lua here has.
local optional = { cqueues = "cqueues", ["webhook.new"] = "openssl.hmac" }

local function missing_for(block)
  for word, module in pairs(optional) do
    if block.code:find(word, 1, true) and not pcall(require, module) then
      return module
    end
  end
end

-- As LÖVE does: it loads, turns frames, and quits.
local function play(love)
  local fansly = require("fansly")
  love.load()
  for _ = 1, 20 do
    love.update()
    if love.draw then
      love.draw()
    end
  end
  if love.quit then
    love.quit()
  end
  fansly.step(0)
  assert.equal(0, fansly.step(0))
end

local function run_scene(block, env)
  local drawn = 0
  env.love = {
    graphics = {
      print = function(text)
        assert.is_string(text)
        drawn = drawn + 1
      end,
    },
  }
  doc_blocks.compile(block, env)()
  play(env.love)
  assert.is_true(drawn > 0 or not env.love.draw, "nothing was drawn")
end

local function run(block)
  local env = doc_blocks.surroundings()
  if block.code:find("love.", 1, true) then
    return run_scene(block, env)
  end
  local chunk = doc_blocks.compile(block, env)
  if not block.code:find("vim.", 1, true) then
    chunk()
  end
end

for path, least in pairs({ ["README.md"] = 9, ["doc/guide.md"] = 20, ["doc/fansly.txt"] = 8 }) do
  describe(path, function()
    local found = doc_blocks.of(path)

    it("has its examples", function()
      assert.is_true(#found >= least)
    end)

    for _, block in ipairs(found) do
      local missing = missing_for(block)
      if missing then
        pending(("line %d runs: there is no %s for this Lua"):format(block.line, missing))
      else
        it("line " .. block.line .. " runs", function()
          run(block)
        end)
      end
    end
  end)
end
