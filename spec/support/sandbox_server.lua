--- script/sandbox in a process of its own.

local files = require("spec.support.files")

local sandbox_server = {}

-- A sanitizer that this process was started with is not for the child.
local START = "env -u LD_PRELOAD -u LUA_PATH -u LUA_CPATH script/sandbox %s --max-seconds 120 --port-file %s/port "
  .. ">%s/out 2>%s/err </dev/null & echo $!"

local function output_of(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("*l")
  pipe:close()
  return text
end

--- Starts one.
---@param options? string of script/sandbox
---@return table sandbox `base_url`, `api_key`, `account_id`, `environment`; `:stop()`
function sandbox_server.start(options)
  local dir = output_of('mktemp -d "${TMPDIR:-/tmp}/fansly-sandbox.XXXXXX"')
  local pid = output_of(START:format(options or "", dir, dir, dir))
  for _ = 1, 200 do
    if files.read(dir .. "/port") then
      break
    end
    os.execute("sleep 0.05")
  end
  local base, key, account = (files.read(dir .. "/out") or ""):match("^(%S+) key (%S+) account (%S+)")
  assert(base, "script/sandbox did not start: " .. (files.read(dir .. "/err") or ""))
  local sandbox = { base_url = base, api_key = key, account_id = account }
  sandbox.environment = { FANSLY_BASE_URL = base, FANSLY_API_KEY = key, FANSLY_ACCOUNT_ID = account }
  function sandbox.stop()
    os.execute(("kill %s; rm -r '%s'"):format(pid, dir))
  end
  return sandbox
end

return sandbox_server
