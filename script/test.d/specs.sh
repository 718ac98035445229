# shellcheck shell=bash disable=SC2034,SC2154  # variables of script/test, which sources this
# The steps that run the specs, and what goes on beyond them: memory, threads, faults, soak.

CYCLES=200       # Lua states opened and closed
STEP_SECONDS=900 # for a run of specs

BUSTED=(/usr/bin/busted --output=plainTerminal)

# checkout LUA BUILD COMMAND...: the command, for a limited time, with the files of this checkout and of build/BUILD.
checkout() {
  (
    use_checkout "$1" "$2"
    shift 2
    timeout --kill-after=10 "$STEP_SECONDS" "$@"
  )
}

specs_of() {
  checkout "$1" "$1" "$(lua_name "$1")" "${BUSTED[@]}" spec
}

# Some releases have a Lua and no lua-cjson for it.
has_cjson() {
  "$(lua_name "$1")" -e 'require("cjson")' 2>/dev/null
}

no_cjson() {
  skip "there is no lua-cjson for it"
}

# Lua 5.4 by itself, so that its times can be held to what was promised; the others side by side.
step_specs() {
  local lua others=()
  for lua in $(luas_here); do
    if ! has_cjson "$lua"; then
      run "specs, $(title_of "$lua")" no_cjson
    elif [ "$lua" = 5.4 ]; then
      specs "specs, $(title_of 5.4)" specs_of 5.4
    else
      others+=("$lua")
    fi
  done
  for lua in "${others[@]}"; do begin "$lua" specs_of "$lua"; done
  wait
  for lua in "${others[@]}"; do finish "$lua" "specs, $(title_of "$lua")"; done
}

eager() {
  checkout 5.4 5.4 lua5.4 "${BUSTED[@]}" --helper=spec/support/eager_gc.lua spec
}

# The host program brings the run time of the sanitizers along, so that what the specs start stays as it is.
sanitized() {
  ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1 \
    checkout 5.4 asan-5.4 build/asan-5.4/fansly_host "$@"
}

checked() {
  checkout 5.4 5.4 valgrind -q --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=9 \
    lua5.4 "${BUSTED[@]}" --tags=quick spec
}

# An eager collector finds what has no anchor, the sanitizers and valgrind what that breaks.
step_memory() {
  run "build, ASan and UBSan" script/build --sanitize 5.4
  begin asan sanitized "${BUSTED[@]}" spec
  begin gc eager
  begin valgrind checked
  wait
  finish asan "specs, ASan and UBSan, Lua 5.4"
  finish gc "specs, eager collector, Lua 5.4"
  finish valgrind "specs tagged #quick, valgrind"
  run "$CYCLES states, ASan and UBSan" sanitized --cycles "$CYCLES" spec/support/cycle.lua
}

# Without the addresses in random places that older run times of this sanitizer cannot do with.
step_tsan() {
  local directory="$work/tsan"
  run "build, TSan" threads_build "$directory"
  specs "specs of threads, TSan, Lua 5.4" checkout 5.4 5.4 setarch -R env FANSLY_THREADS="$directory/fansly_threads" \
    lua5.4 "${BUSTED[@]}" spec/threads_spec.lua
}

threads_build() {
  cmake -S . -B "$1" -DFANSLY_LUA=lua5.4 -DFANSLY_HOST=ON -DFANSLY_SANITIZE=thread \
    -DCMAKE_BUILD_TYPE=Debug "-DCMAKE_C_FLAGS_DEBUG=-g -O1"
  cmake --build "$1" --parallel "$(nproc)" --target fansly_threads
}

step_cycles() {
  run "$CYCLES states opened and closed" checkout 5.4 5.4 build/5.4/fansly_host --cycles "$CYCLES" spec/support/cycle.lua
}

# There is no module for it to load in build/none.
step_static() {
  run "linked into a program" checkout 5.4 none build/5.4/fansly_host_static spec/support/cycle.lua
}

# Every point where memory can run out; spec/oom/points.txt says how many there are at least.
torture() {
  (
    use_checkout "$1" none
    ASAN_OPTIONS=detect_leaks=1 timeout 180 "build/$2/fansly_oom" spec/oom/oom.lua spec/oom/points.txt
  ) >"$work/oom"
  cat "$work/oom"
  sed -n 's/^Lua [^ ]* //p' "$work/oom" >"$note"
}

first_uses() {
  (
    use_checkout "$1" none
    timeout 180 "build/$1/fansly_oom" spec/oom/first.lua
  ) >"$note"
  cat "$note"
}

step_oom() {
  local lua
  for lua in 5.1 5.4 luajit; do
    run "build, $(title_of "$lua")" script/build "$lua"
    if [ "$lua" != luajit ]; then run "out of memory, Lua $lua" torture "$lua" "$lua"; fi
    run "out of memory at first uses, $(title_of "$lua")" first_uses "$lua"
  done
  run "build, ASan and UBSan" script/build --sanitize 5.4
  run "out of memory, ASan, Lua 5.4" torture 5.4 asan-5.4
}

replay_fuzz() {
  if ! has_fuzzer; then skip "clang has no libFuzzer here"; fi
  script/fuzz --replay >"$work/fuzz"
  cat "$work/fuzz"
  paste -sd ' ' "$work/fuzz" >"$note"
}

step_fuzz() {
  run "fuzz corpus" replay_fuzz
}

# Everything about sends, with a libcurl that has no hook before a request.
OLD_LIBCURL=7.76.0
OLD_LIBCURL_SPECS=(send_guard cancel callback connections retry status_line task_wire timeout transport wire_calls)
OLD_LIBCURL_SOAK=5000

step_old_libcurl() {
  # A real one of 8.0 or newer counts a time before its handshake, which is a doubt where there is no body.
  if pkg-config --max-version=7.99 libcurl; then OLD_LIBCURL_SPECS+=(tls); fi
  build_old_libcurl "$work/old_libcurl.so"
  # shellcheck disable=SC2046  # one word a file
  specs "specs, libcurl as of $OLD_LIBCURL" checkout 5.4 5.4 env FANSLY_LIBCURL="$OLD_LIBCURL" LD_PRELOAD="$work/old_libcurl.so" \
    lua5.4 "${BUSTED[@]}" $(printf 'spec/%s_spec.lua ' "${OLD_LIBCURL_SPECS[@]}")
  FANSLY_LIBCURL=$OLD_LIBCURL run "soak, libcurl as of $OLD_LIBCURL" run_soak "$OLD_LIBCURL_SOAK"
}

SOAK_COUNT=20000
SOAK_SEED=20261120

step_soak() {
  run "soak, $SOAK_COUNT messages" run_soak "$SOAK_COUNT"
}

run_soak() {
  timeout 600 script/soak "$1" "$SOAK_SEED" >"$work/soak"
  cat "$work/soak"
  sed -n 's/^seed.*messages in/in/p; s/^control.*, \(.*more than once.*\)/control: \1/p' "$work/soak" | tr '\n' ' ' >"$note"
}

# What it says last is why it was skipped.
check_instructions() {
  local status=0
  script/bench --check >"$work/counts" 2>&1 || status=$?
  cat "$work/counts"
  if [ "$status" -eq "$SKIPPED" ]; then skip "$(tail -n 1 "$work/counts" | sed 's/^bench: //')"; fi
  if [ "$status" -ne 0 ]; then exit "$status"; fi
  awk '{ print $1, $2 }' "$work/counts" | paste -sd ',' >"$work/note"
}

step_instructions() {
  run "instructions, Lua 5.4" check_instructions
}

run_demo() {
  if [ ! -e script/demo ]; then skip "there is no script/demo yet"; fi
  timeout 300 script/demo
}

step_demo() {
  run "demo" run_demo
}
