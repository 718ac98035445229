--- A large file up and down: how fast, and how much memory it takes. BASE_URL, FILE (to send), PLACE (for what comes) and the times
--- that the program curl took for the same, CURL_UP and CURL_DOWN in seconds, come from the environment.

local core = require("fansly.core")
local fansly = require("fansly")

local function need(value, err)
  return value or error(tostring(err), 0)
end

-- KiB that the process has, or had at most.
local function memory(name)
  local file = io.open("/proc/self/status")
  local text = file and file:read("*a") or ""
  if file then
    file:close()
  end
  return tonumber(text:match(name .. ":%s*(%d+)"))
end

-- From here on the most is counted anew; Linux alone can.
local function forget_peak()
  local file = io.open("/proc/self/clear_refs", "w")
  if file then
    file:write("5")
    file:close()
  end
end

local client = need(fansly.new({
  api_key = os.getenv("FANSLY_API_KEY") or "bench-key-0000000000",
  account_id = os.getenv("FANSLY_ACCOUNT_ID") or "fansly_acc_bench",
  base_url = os.getenv("BASE_URL"),
}))

local path, place = os.getenv("FILE"), os.getenv("PLACE")

-- So that what is made once is there: buffers of libcurl, modules of ours.
need(client.media:upload({ path = arg[0], name = "a.mp4" }, { wait = false }))

local function measure(what, curl, action)
  collectgarbage()
  collectgarbage()
  forget_peak()
  local before, start = memory("VmRSS"), core.now()
  local size = action()
  local seconds, peak = core.now() - start, memory("VmHWM")
  local growth = before and ("memory +%.1f MiB"):format((peak - before) / 1024) or "memory unknown"
  io.write(("%-10s %5.0f MiB  %6.0f MiB/s  (curl %6.0f MiB/s)  %s\n"):format(
    what, size / 2 ^ 20, size / 2 ^ 20 / seconds, size / 2 ^ 20 / tonumber(curl), growth))
end

local function nothing() end

local size
measure("upload", os.getenv("CURL_UP"), function()
  need(client.media:upload(path, {
    wait = false,
    on_progress = function(_, total)
      size = total
    end,
  }))
  return size
end)
measure("download", os.getenv("CURL_DOWN"), function()
  return need(client.media:download("/1/2.mp4", place, { on_progress = nothing })).bytes
end)
client:close()
