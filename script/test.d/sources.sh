# shellcheck shell=bash disable=SC2034,SC2154  # variables of script/test, which sources this
# What the gate works on, and the steps that look at sources without running them.

lua_dirs() {
  local directory
  for directory in lua spec script bench examples fuzz; do if [ -d "$directory" ]; then echo "$directory"; fi; done
}

lua_files() {
  local directories
  mapfile -t directories < <(lua_dirs)
  find "${directories[@]}" -name '*.lua' | sort
}

shell_files() {
  { find script -type f ! -name '*.lua' && echo .ci/run; } | while read -r file; do
    if head -n 1 "$file" | grep -qE '^#!.*sh$|^# shellcheck shell='; then echo "$file"; fi
  done
}

luas_here() {
  local lua
  for lua in ${LUAS:-${ALL_LUAS[*]}}; do if has_lua "$lua"; then echo "$lua"; fi; done
}

step_bootstrap() {
  run "bootstrap" script/bootstrap test
}

check_format() {
  local version
  version=$(clang-format --version | grep -oE 'version [0-9]+' | grep -oE '[0-9]+')
  if [ "$version" -ne "$CLANG_FORMAT_MAJOR" ]; then skip "clang-format $version formats otherwise than $CLANG_FORMAT_MAJOR"; fi
  script/format --check
}

step_format() {
  run "clang-format" check_format
}

check_lua() {
  local directories
  mapfile -t directories < <(lua_dirs)
  luacheck --codes --no-color -q "${directories[@]}" --no-cache
}

step_luacheck() {
  run "luacheck" check_lua
}

check_syntax() {
  local files file
  mapfile -t files < <(lua_files)
  [ ${#files[@]} -gt 0 ]
  for file in "${files[@]}"; do "$1" -p -- "$file"; done # luac 5.4.4 crashes when given them all at once
  echo "${#files[@]} files" >"$note"
}

step_syntax() {
  run "syntax, Lua 5.1" check_syntax luac5.1
  run "syntax, Lua 5.4" check_syntax luac5.4
}

check_shell() {
  local files
  mapfile -t files < <(shell_files)
  shellcheck -x "${files[@]}"
  echo "${#files[@]} files" >"$note"
}

step_shellcheck() {
  run "shellcheck" check_shell
}
