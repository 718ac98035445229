# shellcheck shell=bash disable=SC2034,SC2154  # variables of script/test, which sources this
# How steps are run, counted and reported.

SKIPPED=77 # exit status of a step that cannot run here

line() {
  printf '%-34s %-8s %6s s  %s\n' "$1" "$2" "$3" "${4:-}"
}

title_of() {
  case $1 in
  luajit) echo LuaJIT ;;
  *) echo "Lua $1" ;;
  esac
}

seconds_since() {
  awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }'
}

# Ends a step as skipped; its reason goes into the step's line.
skip() {
  echo "$*" >"$note"
  exit "$SKIPPED"
}

# The specs use a key of which nothing may show, be it in what they print when they fail.
CANARY="canary-"

shows_key() {
  if ! grep -qF "$CANARY" "$work/output"; then return 1; fi
  echo "the key of the specs is in the output" >>"$work/output"
}

# run TITLE COMMAND...: one step. `set -e` holds inside, since the subshell is no part of a condition.
run() {
  local title=$1 start=$EPOCHREALTIME status
  shift
  : >"$note"
  set +e
  (
    set -e
    "$@"
  ) >"$work/output" 2>&1 </dev/null
  status=$?
  set -e
  conclude "$title" "$status" "$(seconds_since "$start")"
}

conclude() {
  local title=$1 status=$2 seconds=$3
  if shows_key; then status=1; fi
  case $status in
  0)
    passed=$((passed + 1))
    line "$title" ok "$seconds" "$(cat "$note")"
    ;;
  "$SKIPPED")
    skipped=$((skipped + 1))
    line "$title" skipped "$seconds" "$(cat "$note")"
    ;;
  *)
    failed=$((failed + 1))
    line "$title" FAILED "$seconds" "exit status $status"
    cat "$work/output"
    ;;
  esac
}

# specs TITLE COMMAND...: a run of busted; each of its specs counts.
specs() {
  local title=$1 start=$EPOCHREALTIME status
  shift
  set +e
  "$@" >"$work/output" 2>&1 </dev/null
  status=$?
  set -e
  count_specs "$title" "$status" "$(seconds_since "$start")"
}

# begin NAME COMMAND...: in the background, as most of the time is spent waiting; `finish NAME TITLE` counts its specs, `finish NAME TITLE
# conclude` the step. Times are not held to what was promised there.
begin() {
  local name=$1 note="$work/note.$1"
  shift
  (
    set +e
    export FANSLY_SLOW=1
    start=$EPOCHREALTIME
    : >"$note"
    (
      set -e
      "$@"
    ) >"$work/output.$name" 2>&1 </dev/null
    echo "$? $(seconds_since "$start")" >"$work/status.$name"
  ) &
}

finish() {
  local status seconds
  read -r status seconds <"$work/status.$1"
  cp "$work/output.$1" "$work/output"
  cp "$work/note.$1" "$note"
  "${3:-count_specs}" "$2" "$status" "$seconds"
}

count_specs() {
  local title=$1 status=$2 seconds=$3 summary counts=(0 0 0 0)
  summary=$(grep -E '^[0-9]+ successe?s? / [0-9]+ failures? / [0-9]+ errors? / [0-9]+ pending' "$work/output" | head -n 1 || true) # before what failing specs say
  if [ -n "$summary" ]; then mapfile -t counts < <(grep -oE '[0-9]+ [sfep]' <<<"$summary" | grep -oE '[0-9]+' | head -n 4); fi
  specs_run=$((specs_run + counts[0]))
  passed=$((passed + counts[0])) skipped=$((skipped + counts[3]))
  local bad=$((counts[1] + counts[2]))
  # A crash, a leak found at the end, or a run of nothing shows in the status or the count alone.
  if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ "${counts[0]}" -eq 0 ]; }; then bad=1; fi
  if shows_key; then bad=$((bad + 1)); fi
  failed=$((failed + bad))
  spec_report "$title" "$bad" "$status" "$seconds" "${counts[@]}"
}

spec_report() {
  local title=$1 bad=$2 status=$3 seconds=$4
  local note="$5 specs"
  if [ "$8" -gt 0 ]; then note+=", $8 pending"; fi
  if [ "$bad" -gt 0 ]; then
    line "$title" FAILED "$seconds" "$note, $6 failures, $7 errors, exit status $status"
    cat "$work/output"
  else
    line "$title" ok "$seconds" "$note"
    grep --no-group-separator -A 1 '^Pending' "$work/output" | sed 's/^/    /' || true
    sed -n 's/^measured:/   /p' "$work/output"
  fi
}
