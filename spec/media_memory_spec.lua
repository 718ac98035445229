-- A file of any size goes up and down in the same memory.

local child = require("spec.support.child")
local files = require("spec.support.files")
local wire = require("spec.support.wire")

local SIZE = 64 * 2 ^ 20
local ROOM = 8 -- MiB

local CODE = [[
  local fansly = require("fansly")

  local function memory(name)
    local file = assert(io.open("/proc/self/status"))
    local text = file:read("*a")
    file:close()
    return tonumber(text:match(name .. ":%s*(%d+)"))
  end

  local client = assert(fansly.new({ api_key = "canary-0123456789abcdef", account_id = "a", base_url = os.getenv("BASE") }))
  local function up(path)
    assert(client.media:upload({ path = path, name = "a.mp4" }, { wait = false, on_progress = function() end }))
  end
  local function down()
    assert(client.media:download("/1/2.mp4", os.getenv("PLACE"), { on_progress = function() end }))
  end

  up(arg[0]) -- what is made once is there then
  local file = assert(io.open("/proc/self/clear_refs", "w"))
  file:write("5")
  file:close()
  local before = memory("VmRSS")
  for _, action in ipairs({ up, down }) do
    action(os.getenv("FILE"))
    print(math.floor((memory("VmHWM") - before) / 1024))
  end
  client:close()
]]

describe("a file of 64 MiB", function()
  local server

  setup(function()
    server = wire.start()
  end)

  teardown(function()
    files.remove()
    assert.equal("", server:log())
    server:stop()
  end)

  it("takes less than 8 MiB on its way up and down", function()
    local job = wire.answer(202, '{"data":{"jobId":"j"}}')
    local large = { { "send", "HTTP/1.1 100 Continue\r\n\r\n" }, job[1], after = 0 }
    local head = "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\n\r\n"
    local zeros = { { "send", head:format(SIZE) }, { "send", ("\0"):rep(2 ^ 20), SIZE / 2 ^ 20 } }
    local route = server:route({ job, large, zeros })
    local output = child.run(CODE, { BASE = route.base, FILE = files.sparse("up.mp4", SIZE), PLACE = files.path("down.mp4") })
    local up, down = output:match("^(%-?%d+)\n(%-?%d+)\n$")
    assert.is_truthy(up, output)
    assert.is_true(tonumber(up) < ROOM, up .. " MiB up")
    assert.is_true(tonumber(down) < ROOM, down .. " MiB down")
    assert.equal(SIZE, files.size("down.mp4"))
  end)
end)
