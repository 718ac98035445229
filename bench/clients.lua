--- Who takes part in the comparison. `can` are the works and protocols that a client has; `slow` divides how often it has to do them,
--- and `warm` is the share of that which is done before, for what is compiled while it runs.
--- A client is absent where `check` fails, which is then told with `absent`. Commands are read by the shell.

local lua_http = { can = "get post pages flight tls h2 start", check = 'require "http.client"' }
local lua_curl = { can = "get post pages flight tls h2 start", check = 'require "cURL"' }
local old_curl = { can = "get post pages tls start", check = 'require "curl"' }
local hand = { can = "get post pages tls start", check = 'require "socket"' }
local ours = "get post pages flight tls h2 start fields send map"

-- Where script/bootstrap puts what comes from LuaRocks, behind what Debian has.
local rocks = "./build/bench/rocks/%s/lua/%s/?.%s;"

local function in_lua(name, lua, kind, file, absent, path)
  local version = lua == "lua5.4" and "5.4" or "5.1"
  local files, libraries = rocks:format("share", version, "lua"), rocks:format("lib", version, "so")
  local env = ('LUA_PATH="./?.lua;%s%s;" LUA_CPATH="%s;"'):format(path or "", files, libraries)
  return {
    name = name,
    can = kind.can,
    env = env,
    run = lua .. " bench/peers/" .. file .. ".lua",
    check = ("%s %s -e '%s require \"cjson\"'"):format(env, lua, kind.check),
    absent = absent,
  }
end

local function fansly(name, lua, build)
  return {
    name = name,
    lua = name:match("%((.*)%)"),
    can = ours,
    env = ('LUA_PATH="./lua/?.lua;./lua/?/init.lua;./?.lua;;" LUA_CPATH="./build/%s/?.so;;"'):format(build),
    run = lua .. " bench/peers/fansly.lua",
    check = "command -v " .. lua,
    absent = lua .. " is not installed",
  }
end

local function python(name)
  return {
    name = "Python, " .. name,
    can = "get post pages flight tls start" .. (name == "httpx" and " h2" or ""),
    run = "/usr/bin/python3 bench/peers/python_" .. name .. ".py",
    check = "/usr/bin/python3 -c 'import " .. name .. (name == "httpx" and ", h2" or "") .. "'",
    absent = "python3-" .. name .. " is not installed",
    slow = 4,
  }
end

local no_luarocks = "not here: not in Debian; script/bootstrap bench asks LuaRocks for it"
local debian_http = "/usr/share/lua/5.3/?.lua;/usr/share/lua/5.1/?.lua;" -- its files for 5.3 serve 5.4 as well

return {
  {
    name = "C, libcurl alone: the limit",
    limit = true,
    slow = 1 / 8, -- more of them, so that it is measured over a time as long
    can = "get post pages flight tls h2 start",
    run = '"$BENCH_WORK/limit"',
    check = 'test -x "$BENCH_WORK/limit"',
    absent = "no C compiler",
  },
  {
    name = "C, libcurl and simdjson",
    can = "get post pages flight tls h2 start",
    run = '"$BENCH_WORK/limit_simdjson"',
    check = 'test -x "$BENCH_WORK/limit_simdjson"',
    absent = "no g++ or no libsimdjson-dev",
  },
  fansly("**fansly (Lua 5.4)**", "lua5.4", "5.4"),
  fansly("**fansly (LuaJIT)**", "luajit", "luajit"),
  in_lua("Lua-cURL v3 and lua-cjson (Lua 5.4)", "lua5.4", lua_curl, "lua_curl", no_luarocks),
  in_lua("Lua-cURL v3 and lua-cjson (LuaJIT)", "luajit", lua_curl, "lua_curl", no_luarocks),
  in_lua("Debian's lua-curl and lua-cjson (LuaJIT)", "luajit", old_curl, "debian_curl", "lua-curl is not installed"),
  in_lua("lua-http and lua-cjson (Lua 5.4)", "lua5.4", lua_http, "lua_http", "lua-http is not installed", debian_http),
  in_lua("lua-http and lua-cjson (LuaJIT)", "luajit", lua_http, "lua_http", "lua-http is not installed"),
  in_lua("luasocket by hand and lua-cjson (Lua 5.4)", "lua5.4", hand, "luasocket", "lua-socket is not installed"),
  in_lua("luasocket by hand and lua-cjson (LuaJIT)", "luajit", hand, "luasocket", "lua-socket is not installed"),
  python("requests"),
  python("httpx"),
  python("aiohttp"),
  {
    name = "Node, undici",
    can = "get post pages flight tls h2 start",
    env = "CLIENT=undici",
    run = "node bench/peers/node.mjs",
    check = 'node -e "require(process.env.NODE_MODULES + \'/undici\')"',
    absent = "not here; script/bootstrap bench gets it from npm",
    slow = 2,
    warm = 1,
  },
  {
    name = "Node, its own fetch",
    can = "get post pages flight tls start",
    env = 'NODE_EXTRA_CA_CERTS="$CA_FILE"',
    run = "node bench/peers/node.mjs",
    check = "node -e fetch",
    absent = "no node, or one without fetch",
    slow = 2,
    warm = 1,
  },
  {
    name = "Go, net/http",
    can = "get post pages flight tls h2 start",
    run = '"$BENCH_WORK/nethttp"',
    check = 'test -x "$BENCH_WORK/nethttp"',
    absent = "no Go compiler",
    slow = 2,
  },
}
