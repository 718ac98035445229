--- What spec/support/loop_cases.lua has on files.

local files = require("spec.support.files")
local tools = require("spec.support.loop_tools")
local wire = require("spec.support.wire")

local cases = {}

local SIZE = 64 * 2 ^ 20

local GO_ON = { "send", "HTTP/1.1 100 Continue\r\n\r\n" }
local JOB = wire.answer(202, '{"data":{"jobId":"job-1"}}')
local HEAD = "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\n\r\n"

cases.files = {
  measured = "a file up and one down",
  printed = true,
  title = "lets a timer of 5 ms tick while files go up and come down, and tells how far they are",
  routes = {
    up = { { GO_ON, JOB[1], after = 0 } },
    down = { { { "send", HEAD:format(SIZE) }, { "send", ("\0"):rep(2 ^ 20), SIZE / 2 ^ 20 } } },
  },
  run = function(host, bases)
    local list, note = tools.collector()
    local last = {}
    local function progress(done, _, stage)
      last[stage] = done
    end
    local up = files.sparse("up.mp4", SIZE)
    tools.open(bases.up).media:upload(up, { wait = false, on_progress = progress }, note)
    tools.open(bases.down).media:download("/1/2.mp4", files.path("down.mp4"), { on_progress = progress }, note)
    local worst = tools.worst_gap(host, tools.has(list, 2))
    for _, result in ipairs(list) do
      tools.equal("nil", tostring(result.kind), tostring(result))
    end
    tools.equal(SIZE, last.upload)
    tools.equal(SIZE, last.download)
    tools.equal(SIZE, files.size("down.mp4"))
    files.remove()
    host.settle()
    return { worst_gap = worst }
  end,
}

return cases
