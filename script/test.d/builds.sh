# shellcheck shell=bash disable=SC2034,SC2154  # variables of script/test, which sources this
# The steps that build, and look at what was built.

step_build() {
  local lua
  for lua in $(luas_here); do run "build, $(title_of "$lua")" script/build "$lua"; done
}

# A build directory of its own: the one that specs use stays as users build it.
werror() {
  local compiler=$1 lua=$2 directory="$work/werror"
  rm -rf "$directory"
  cmake -S . -B "$directory" -DCMAKE_C_COMPILER="$compiler" -DFANSLY_LUA="$(lua_name "$lua")" \
    -DFANSLY_WERROR=ON -DFANSLY_HOST=ON
  cmake --build "$directory" --parallel "$(nproc)"
}

step_werror() {
  local lua
  for lua in $(luas_here); do run "gcc -Werror, $(title_of "$lua")" werror gcc "$lua"; done
}

step_clang() {
  local lua
  for lua in 5.4 luajit; do
    if has_lua "$lua"; then run "clang -Werror, $(title_of "$lua")" werror clang "$lua"; fi
  done
}

check_pure() {
  local source object
  for source in src/*.c; do
    case $source in src/lua_*.c | src/core.c) continue ;; esac
    object=$(find build/5.4 -path '*fansly_objects*' -name "${source#src/}.o")
    if [ -z "$object" ]; then die "no object of $source"; fi
    if nm -u "$object" | grep -E ' luaL?_'; then die "$source uses the Lua API"; fi
  done
}

step_pure() {
  run "pure C knows no Lua" check_pure
}

check_exports() {
  local found
  found=$(nm -D --defined-only "$1" | awk '{ print $3 }')
  if [ "$found" != luaopen_fansly_core ]; then die "exported: $found"; fi
}

step_exports() {
  local lua
  for lua in $(luas_here); do run "exports, $(title_of "$lua")" check_exports "build/$lua/fansly/core.so"; done
}

# gcov counts each condition of a && or || as a branch of its own.
check_outcome() {
  local directory="$work/outcome" top=$PWD summary
  mkdir -p "$directory"
  cd "$directory" || exit
  gcc -std=c11 -O0 --coverage -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror \
    -o outcome_test "$top/spec/support/outcome_test.c" "$top/src/outcome.c"
  ./outcome_test
  gcov -b -o . outcome_test-outcome.gcda >gcov.log
  summary=$(sed -n '/outcome\.c/,/^$/p' gcov.log | grep -E '^(Lines|Branches) executed|^Taken' || true)
  echo "$summary"
  [ "$(grep -c ':100.00%' <<<"$summary")" -eq 3 ] || die "src/outcome.c is not covered whole"
  ./outcome_test | sed 's/,.*/, lines and branches 100 %/' >"$note"
}

step_outcome() {
  run "outcome function, every input" check_outcome
}
