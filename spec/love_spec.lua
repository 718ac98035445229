--- examples/love in a real LÖVE, on a display that nobody sees.

-- Once is enough, and LÖVE is built on LuaJIT.
if not rawget(_G, "jit") then
  return
end

local child = require("spec.support.child")
local fansly = require("fansly")
local files = require("spec.support.files")
local sandbox_server = require("spec.support.sandbox_server")

local FRAMES = 120
local PICTURE = "build/artefacts/love.png" -- stays there, to be looked at
local RUN = "timeout -k 5 60 env %s xvfb-run -a -s '-screen 0 640x480x24' timeout -k 5 45 love examples/love 2>&1 </dev/null; echo $?"

local function output_of(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("*a")
  pipe:close()
  return text
end

local function missing()
  for _, program in ipairs({ "love", "xvfb-run", "xauth" }) do
    if output_of("command -v " .. program) == "" then
      return program .. " is not installed"
    end
  end
end

-- Width, height and size of a PNG file, from its first chunk.
local function picture()
  local bytes = assert(files.read(PICTURE))
  assert.equal("\137PNG\r\n\26\n\0\0\0\13IHDR", bytes:sub(1, 16))
  local function number(at)
    local a, b, c, d = bytes:byte(at, at + 3)
    return ((a * 256 + b) * 256 + c) * 256 + d
  end
  return number(17), number(21), #bytes
end

describe("the LÖVE example", function()
  local sandbox

  before_each(function()
    local reason = missing()
    if reason then
      pending(reason)
    end
    sandbox = sandbox_server.start("--seed 7 --chats 60")
  end)

  after_each(function()
    if sandbox then
      sandbox.stop()
    end
  end)

  local function settings()
    local all = { FANSLY_FRAMES = FRAMES, FANSLY_SCREENSHOT = PICTURE, LUA_PATH = package.path, LUA_CPATH = package.cpath }
    for name, value in pairs(sandbox.environment) do
      all[name] = value
    end
    local words = {}
    for name, value in pairs(all) do
      words[#words + 1] = child.quoted(name .. "=" .. value)
    end
    return table.concat(words, " ")
  end

  it("lists chats and sends a message while it draws", function()
    os.execute("mkdir -p build/artefacts; rm -f " .. PICTURE)
    local output = output_of(RUN:format(settings()))
    assert.truthy(output:find("\n0\n$"), output)
    for line in output:gmatch("[^\n]*median[^\n]*") do
      print("\nmeasured: LÖVE: " .. line)
    end
    local median, worst = output:match("share: median (%S+) ms, .- worst (%S+) ms")
    assert.is_true(tonumber(median) < 1, output)
    assert.is_true(tonumber(worst) < 20, output) -- a busy machine may take the processor away
    local id = output:match("20 chats; sent to .-, message (%d+)\n")
    assert.truthy(id, output)

    local client = assert(fansly.new({ api_key = sandbox.api_key, account_id = sandbox.account_id, base_url = sandbox.base_url }))
    assert.equal(id, assert(client.chats:list()).items[1].lastMessageId)
    client:close()

    local width, height, size = picture()
    assert.same({ 640, 480 }, { width, height })
    -- without chats it has 10 KB
    assert.is_true(size > 25000, size .. " bytes")
  end)
end)
