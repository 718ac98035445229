-- doc/fansly.txt is what script/docs makes of it, and help that Vim can read.

local endpoints = require("fansly.endpoints")
local files = require("spec.support.files")
local vimdoc = dofile("script/vimdoc.lua")

local function command(line)
  local pipe = assert(io.popen("env -u LD_PRELOAD " .. line .. " 2>&1"))
  local text = pipe:read("*a")
  pipe:close()
  return text
end

describe("doc/fansly.txt", function()
  local text = assert(files.read("doc/fansly.txt"))

  local tags = {}
  for tag in text:gmatch("%*(fansly[%w_.:-]*)%*") do
    tags[tag] = (tags[tag] or 0) + 1
  end

  it("is up to date (script/docs writes its list of methods)", function()
    assert.is_true(vimdoc.help() == text)
  end)

  it("has a tag for itself, and one for every method", function()
    assert.equal(1, tags["fansly"])
    assert.equal(1, tags["fansly.txt"])
    local client = assert(require("fansly.sandbox").new():client())
    for _, resource in ipairs(endpoints.resources) do
      for name in pairs(getmetatable(client[resource]).__index) do
        local method = ("fansly-%s:%s"):format(resource, name)
        assert.is_true(tags[method] == 1 or name:find("^each") ~= nil or name:find("^pages") ~= nil, method)
      end
    end
  end)

  it("has no link that leads nowhere, and no tag twice", function()
    for link in text:gmatch("|(fansly[^|%s]*)|") do
      assert.equal(1, tags[link], link)
    end
    for tag, count in pairs(tags) do
      assert.equal(1, count, tag)
    end
  end)

  it("fits into a window of 78 columns, and ends with a modeline", function()
    for line in text:gmatch("[^\n]*") do
      assert.is_true(#line <= 78, line)
    end
    assert.is_truthy(text:find("\n%s*vim:[^\n]*ft=help[^\n]*\n$"))
  end)

  it("is found by :help", function()
    if command("command -v nvim") == "" then
      return pending("there is no Neovim")
    end
    local directory = os.tmpname()
    assert(os.remove(directory))
    command(("mkdir -p %s/doc && cp doc/fansly.txt %s/doc"):format(directory, directory))
    local seen = command(("nvim --headless -u NONE -i NONE --cmd 'set rtp^=%s' -c 'helptags %s/doc' "
      .. "-c 'help fansly-messages:send_ppv' -c 'lua print(vim.fn.expand(\"%%:t\"), vim.fn.getline(\".\"))' -c 'qa!'")
      :format(directory, directory))
    os.execute("rm -r " .. directory)
    assert.is_truthy(seen:find("fansly.txt", 1, true), seen)
    assert.is_truthy(seen:find("*fansly-messages:send_ppv*", 1, true), seen)
    assert.is_nil(seen:find("E%d+:"), seen)
  end)
end)
