--- The spec side of spec/support/peers_server.lua: a proxy, a listener that accepts nobody, an expired certificate.

local files = require("spec.support.files")

local peers = {}

local folder = debug.getinfo(1, "S").source:match("^@(.*)peers%.lua$")

local START = [[
dir=$(mktemp -d "${TMPDIR:-/tmp}/fansly-peers.XXXXXX") || exit 1
echo "$dir"
lua=$(command -v luajit) || exit 1
export dir lua parent=$PPID folder='%s'
unset LD_PRELOAD LUA_PATH LUA_CPATH LUA_INIT
sh -c 'echo $$; exec "$lua" "${folder}peers_server.lua" "$dir" "$parent" 2>"$dir/stderr"' </dev/null &
]]

local Peers = {}
Peers.__index = Peers

--- Starts the peers.
---@return table peers `proxy`, `full`, `expired` (base URLs), `half` (nobody at 127.0.0.1, nil without IPv6), `expired_ca`;
--- `:asked()`, `:answer(bytes)` of the other half, `:stop()`
function peers.start()
  local pipe = assert(io.popen(START:format(folder)))
  local dir, pid, ready = pipe:read("*l"), pipe:read("*l"), pipe:read("*l")
  pipe:close()
  local proxy, full, expired = (ready or ""):match("^ready (%d+) (%d+) (%d+)")
  assert(proxy, "the peers did not start; they need luajit, cqueues and luaossl")
  return setmetatable({
    dir = dir,
    pid = pid,
    proxy = "http://127.0.0.1:" .. proxy,
    full = "http://127.0.0.1:" .. full,
    expired = "https://127.0.0.1:" .. expired,
    half = ready:find("ipv6", 1, true) and "http://localhost:" .. full,
    expired_ca = dir .. "/expired.pem",
  }, Peers)
end

--- What the proxy and the listener with the expired certificate were asked for: heads of requests, one a line.
---@return string
function Peers:asked()
  return assert(files.read(self.dir .. "/proxy"))
end

--- What the half that answers does answer.
---@param bytes string
function Peers:answer(bytes)
  files.save(self.dir .. "/answer", bytes)
end

function Peers:stop()
  os.execute(("kill %s 2>/dev/null; rm -rf '%s'"):format(self.pid, self.dir))
end

return peers
