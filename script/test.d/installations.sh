# shellcheck shell=bash disable=SC2034,SC2154  # variables of script/test, which sources this
# The steps that install: by LuaRocks, by CMake, and into a program.

# Runs a program with the modules of a tree in reach and nothing else.
with_tree() {
  local lua=$1 tree=$2
  shift 2
  env -u LUA_INIT -u LUA_PATH_5_2 -u LUA_PATH_5_3 -u LUA_PATH_5_4 -u LUA_CPATH_5_2 -u LUA_CPATH_5_3 -u LUA_CPATH_5_4 \
    LUA_PATH="$tree/share/lua/$lua/?.lua;$tree/share/lua/$lua/?/init.lua" LUA_CPATH="$tree/lib/lua/$lua/?.so" "$@"
}

# The system's lua-cjson and argparse, into a tree that has none.
lend() {
  local lua=$1 tree=$2 found
  found=$("lua$lua" -e 'print(package.path) print(package.cpath)')
  link_first argparse "$(head -n 1 <<<"$found")" "$tree/share/lua/$lua/argparse.lua"
  link_first cjson "$(tail -n 1 <<<"$found")" "$tree/lib/lua/$lua/cjson.so"
}

# link_first NAME PATH LINK: to the first file of a module that there is.
link_first() {
  local place places
  IFS=';' read -ra places <<<"$2"
  for place in "${places[@]}"; do
    if [ -e "${place//\?/$1}" ]; then ln -s "${place//\?/$1}" "$3" && return; fi
  done
}

# Requires every module that the rockspec names from the tree given, and runs the command from there.
require_from() {
  local lua=$1 tree=$2
  with_tree "$lua" "$tree" "$tree/bin/fansly" --version | grep -q "^fansly .*, Lua $lua, libcurl"
  with_tree "$lua" "$tree" "lua$lua" - ./fansly-*.rockspec <<'LUA'
local env = {}
local chunk = assert(loadfile(arg[1], "t", env))
if setfenv then setfenv(chunk, env) end
chunk()
local count = 0
local function needs_more(name) -- a host, or lua-http
  return name:find("^fansly%.loop%.") or name == "fansly.sandbox.server" or name == "fansly.sandbox.command"
end
for name in pairs(env.build.modules) do
  if not needs_more(name) then
    assert(require(name), name)
    count = count + 1
  end
end
print(count .. " modules required")
LUA
}

# In a copy, as LuaRocks leaves objects beside the sources.
make_in_copy() {
  local lua=$1 rockspec=$2 copy tree
  copy=$(mktemp -d "$work/copy.XXXXXX") tree=$(mktemp -d "$work/tree.XXXXXX")
  cp -R CMakeLists.txt LICENSE embed include ./*.rockspec rockspecs src lua bin "$copy"
  (cd "$copy" && luarocks --lua-version="$lua" --tree="$tree" make --deps-mode=none "$rockspec")
  check_exports "$tree/lib/lua/$lua/fansly/core.so"
  lend "$lua" "$tree"
  require_from "$lua" "$tree" >"$note"
}

pack_rocks() {
  if ! script/rocks "$work/rocks" >"$work/packed" 2>&1; then
    cat "$work/packed"
    if grep -q "Debian's .* cannot be" "$work/packed"; then skip "$(grep -m 1 "Debian's" "$work/packed")"; fi
    return 1
  fi
  (cd "$work/rocks" && echo ./*.src.rock) | sed 's,\./,,g' >"$note"
}

# From source rocks alone, into a tree that has nothing else; then the calls, by HTTP.
install_rock() {
  local lua=$1 tree="$work/rock-$1"
  if [ ! -e "$work/rocks/manifest" ]; then skip "there are no source rocks to install from"; fi
  luarocks --lua-version="$lua" --tree="$tree" --only-server="$work/rocks" install --deps-mode=one fansly
  check_exports "$tree/lib/lua/$lua/fansly/core.so"
  require_from "$lua" "$tree" >"$work/required.$lua"
  export -f with_tree
  # shellcheck disable=SC2016  # for the inner shell
  with_sandbox bash -euc 'with_tree "$@"' rock "$lua" "$tree" "lua$lua" \
    -e 'print("five calls: " .. dofile("spec/support/five_calls.lua")(assert(require("fansly").new())))' >"$work/called.$lua"
  cat "$work/required.$lua" "$work/called.$lua" | paste -sd, | sed 's/,/, /g' >"$note"
}

# LuaRocks wants a rock of busted, and finds rocks only where its settings say. Debian's busted is put into one.
test_rock() {
  local lua=$1 tree="$work/rock-$1" bridge="$work/bridge"
  if [ ! -e "$tree/bin" ]; then skip "there is no rock to test"; fi
  mkdir -p "$bridge"
  cp /usr/bin/busted "$bridge/run"
  cat >"$bridge/busted-2.1.1-1.rockspec" <<'LUA'
package = "busted"
version = "2.1.1-1"
source = { url = "file:///dev/null" }
build = { type = "builtin", modules = {}, install = { bin = { busted = "run" } } }
LUA
  (cd "$bridge" && luarocks --lua-version="$lua" --tree="$tree" make ./busted-2.1.1-1.rockspec)
  echo "rocks_trees = { { name = 'tree', root = '$tree' } } deps_mode = 'all'" >"$bridge/config.lua"
  LUAROCKS_CONFIG="$bridge/config.lua" luarocks --lua-version="$lua" test ./fansly-*.rockspec -- \
    --output=plainTerminal spec/packaging_spec.lua spec/json_encode_spec.lua spec/client_spec.lua | tee "$work/tested"
  grep -oE '^[0-9]+ success[^:]*' "$work/tested" >"$note"
}

step_rock() {
  local lua luas
  run "luarocks lint" luarocks lint ./fansly-*.rockspec
  run "luarocks lint, scm" luarocks lint rockspecs/fansly-scm-1.rockspec
  run "build, Lua 5.1, for the sandbox" script/build 5.1
  begin make make_in_copy 5.4 ./fansly-*.rockspec
  begin scm make_in_copy 5.1 rockspecs/fansly-scm-1.rockspec
  begin sources pack_rocks
  wait
  finish make "luarocks make, Lua 5.4" conclude
  finish scm "luarocks make, scm, Lua 5.1" conclude
  finish sources "source rocks" conclude
  mapfile -t luas < <(luas_here | grep -vx luajit)
  for lua in "${luas[@]}"; do begin "$lua" install_rock "$lua"; done
  wait
  for lua in "${luas[@]}"; do finish "$lua" "luarocks install, $(title_of "$lua")" conclude; done
  run "luarocks test, Lua 5.4" test_rock 5.4
}

install_cmake() {
  local tree="$work/prefix"
  script/build 5.4
  cmake --install build/5.4 --prefix "$tree"
  lend 5.4 "$tree"
  require_from 5.4 "$tree" >"$note"
}

step_cmake_install() {
  run "cmake --install and require" install_cmake
}

# The example host, which finds everything inside itself: in an empty directory, against a sandbox.
embed() {
  local lua=$1 directory="$work/embed-$1" top=$PWD modules
  script/build 5.1
  cmake -S examples/embed -B "$directory" -DFANSLY_LUA="$(lua_name "$lua")" -DFANSLY_WERROR=ON
  cmake --build "$directory" --parallel "$(nproc)"
  mapfile -t modules < <(cd lua && grep -rL --include='*.lua' '^---@meta' . | sed -E 's,^\./,,; s,(/init)?\.lua$,,; s,/,.,g' | sort)
  mkdir -p "$directory/empty"
  # shellcheck disable=SC2016  # for the inner shell
  with_sandbox env -C "$directory/empty" -u LUA_PATH -u LUA_CPATH sh -euc '
    host=$1 top=$2
    shift 2
    "$host" "$top/examples/embed/chats.lua" >chats
    test "$(wc -l <chats)" -eq 20
    env -u FANSLY_API_KEY "$host" "$top/examples/embed/chats.lua" | cmp - chats
    "$host" "$top/spec/support/embedded.lua" "$top/spec/support/five_calls.lua" "$@"
  ' embed "$directory/host" "$top" "${modules[@]}" >"$note"
}

step_embed() {
  local lua
  for lua in 5.1 5.4 luajit; do
    if has_lua "$lua"; then run "embedded, $(title_of "$lua")" embed "$lua"; fi
  done
}
