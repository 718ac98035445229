# shellcheck shell=bash
# What the scripts share. Sourced, with the checkout as the current directory.

# shellcheck disable=SC2034  # read by the scripts that source this
ALL_LUAS=(5.1 5.2 5.3 5.4 luajit)

say() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die() {
  say "$*"
  exit 1
}

# shellcheck disable=SC2034
CLANG_FORMAT_MAJOR=14 # others format otherwise

# The C files of the checkout, each followed by a NUL.
c_files() {
  find src include embed examples spec bench fuzz -name '*.[ch]' -print0
}

# 5.4 -> lua5.4, luajit -> luajit: the name of the interpreter, and to pkg-config.
lua_name() {
  case $1 in
  luajit) echo luajit ;;
  *) echo "lua$1" ;;
  esac
}

has_lua() {
  command -v "$(lua_name "$1")" >/dev/null && pkg-config --exists "$(lua_name "$1")"
}

# Into the file given, a library that makes libcurl an older one where it is preloaded; FANSLY_LIBCURL says which.
build_old_libcurl() {
  cc -std=c11 -Wall -Wextra -shared -fPIC -o "$1" spec/support/old_libcurl.c -Wl,--no-as-needed -lcurl -ldl
}

# Settings for running this checkout: use_checkout 5.4 [BUILD], where BUILD is a directory below build/.
# Variables with a version in their name would win over these.
use_checkout() {
  unset LUA_INIT LUA_PATH_5_{2,3,4} LUA_CPATH_5_{2,3,4} LUA_INIT_5_{2,3,4}
  export LUA_PATH="$PWD/lua/?.lua;$PWD/lua/?/init.lua;;"
  export LUA_CPATH="$PWD/build/${2:-$1}/?.so;;"
}

# Whether clang is here with libFuzzer, whose run time is a package of its own.
has_fuzzer() {
  echo 'int LLVMFuzzerTestOneInput(const char *data, unsigned long size) { return !data && size; }' |
    clang -fsanitize=fuzzer,address,undefined -x c - -o /dev/null 2>/dev/null
}

# with_sandbox COMMAND...: the command, with FANSLY_BASE_URL, FANSLY_API_KEY and FANSLY_ACCOUNT_ID of a sandbox that runs as long.
with_sandbox() {
  (
    work=$(mktemp -d) pid=""
    trap 'if [ -n "$pid" ]; then kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; fi; rm -rf "$work"' EXIT
    script/sandbox --port-file "$work/port" --max-seconds 300 >"$work/log" 2>&1 &
    pid=$!
    for _ in $(seq 100); do
      if [ -e "$work/port" ] || ! kill -0 "$pid" 2>/dev/null; then break; fi
      sleep 0.1
    done
    [ -e "$work/port" ] || die "the sandbox did not start: $(tail -n 1 "$work/log")"
    # its first line: URL, "key", key, "account", account
    read -r url _ key _ account <"$work/log"
    env FANSLY_BASE_URL="$url" FANSLY_API_KEY="$key" FANSLY_ACCOUNT_ID="$account" "$@"
  )
}

# copy_checkout DIRECTORY: the files of this checkout, as they are now, those included that are not committed yet.
copy_checkout() {
  local file
  mkdir -p "$1"
  git ls-files -coz --exclude-standard |
    while IFS= read -r -d '' file; do if [ -e "$file" ]; then printf '%s\0' "$file"; fi; done |
    tar --null -cf - -T - | tar -xf - -C "$1"
}
