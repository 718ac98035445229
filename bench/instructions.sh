# shellcheck shell=bash
# How many instructions the usual work takes on Lua 5.4, by callgrind: the same number each time, so that a change of a few percent
# shows. Sourced, with the checkout as the current directory, script/lib.sh and bench/nginx.sh before.
#
# What would make the counts waver is taken away: addresses in random places, the time (Lua makes the seed of its hashes from both), and
# paths of a length of their own. What they depend on beside this is recorded with them.

COUNTS=bench/instructions.txt
COUNTS_DIR=build/instructions # the same for every checkout, as its length counts
COUNTS_PERCENT=3

# Each work, and between which numbers of times the cost of one is taken.
COUNTED=("page 16 48" "fields 16 48" "get 20 60" "send 20 60")

# Why nothing can be counted here; nothing if it can.
counts_missing() {
  local tool
  for tool in valgrind nginx setarch; do
    if ! command -v "$tool" >/dev/null; then echo "there is no $tool"; fi
  done
  if ! has_lua 5.4; then echo "there is no Lua 5.4"; fi
}

digest_of() {
  sha256sum "$(readlink -f "$1")" | cut -c 1-16
}

# The file of a library that the module loads.
loaded() {
  ldd build/5.4/fansly/core.so | awk -v name="$1" 'index($1, name) == 1 { print $3; exit }'
}

# What counts depend on: machine, compiler, and the bytes of the programs and libraries that do the work.
counts_surroundings() {
  local vector=plain
  if grep -qw avx2 /proc/cpuinfo; then vector=avx2; fi
  echo "machine $(uname -m) $vector"
  echo "compiler $("${CC:-cc}" --version | head -n 1)"
  echo "valgrind $(valgrind --version)"
  echo "lua $(digest_of "$(command -v lua5.4)")"
  echo "libc $(digest_of "$(loaded libc.so)")"
  echo "libcurl $(digest_of "$(loaded libcurl)")"
}

# steadily OPTIONS SCRIPT ARGUMENT...: a script of bench/ under valgrind, the same each time.
steadily() {
  local options
  read -ra options <<<"$1"
  env -i PATH=/usr/bin:/bin LUA_PATH="./lua/?.lua;./lua/?/init.lua;;" LUA_CPATH="./build/5.4/?.so;;" LC_ALL=C \
    BASE_URL="${HTTP_URL:-}/20" LD_PRELOAD=$COUNTS_DIR/fixed_time.so setarch -R valgrind "${options[@]}" lua5.4 "bench/$2" "${@:3}" 2>&1
}

# instructions WORK TIMES: of the whole program.
instructions() {
  steadily "--tool=callgrind --callgrind-out-file=/dev/null" instructions.lua "$@" | sed -n 's/.*Collected : //p'
}

# Lines of a work and the instructions that one of it takes.
count_instructions() {
  local line work few many
  for line in "${COUNTED[@]}"; do
    read -r work few many <<<"$line"
    echo "$work $((($(instructions "$work" "$many") - $(instructions "$work" "$few")) / (many - few)))"
  done
}

# What is read is made steadily too, as the order of its members hangs on the seed.
prepare_counts() {
  script/build 5.4
  mkdir -p "$COUNTS_DIR"
  "${CC:-cc}" -std=c11 -O1 -shared -fPIC -o "$COUNTS_DIR/fixed_time.so" bench/fixed_time.c
  steadily --tool=none answers.lua "$COUNTS_DIR" 8 >"$COUNTS_DIR/log"
}

recorded_count() {
  awk -v work="$1" '$1 == work { print $2 }' "$COUNTS" 2>/dev/null
}

# compare_counts FILE: a line for each work of the file beside what is recorded; fails where they are apart.
compare_counts() {
  local work count apart=0
  while read -r work count; do
    awk -v work="$work" -v count="$count" -v recorded="$(recorded_count "$work")" -v most="$COUNTS_PERCENT" 'BEGIN {
      if (recorded == "") { printf "%-8s %9d  not recorded\n", work, count; exit 1 }
      percent = (count / recorded - 1) * 100
      printf "%-8s %9d  recorded %9d  %+.1f %%\n", work, count, recorded, percent
      exit percent > most || percent < -most
    }' || apart=1
  done <"$1"
  return "$apart"
}

# For a file: the surroundings that are not the recorded ones.
other_surroundings() {
  grep -vxFf "$COUNTS" "$1"
}

# Counts into a directory, with a server there: files `surroundings` and `counts`.
take_counts() {
  prepare_counts
  counts_surroundings >"$1/surroundings"
  start_nginx "$1/nginx"
  cp "$COUNTS_DIR"/*.json "$1/nginx" # nobody has asked for one yet
  count_instructions >"$1/counts"
  stop_nginx
}

# Fails where one of the counts is more than COUNTS_PERCENT from the recorded one; with SKIPPED where they cannot be compared.
check_counts() {
  local missing
  missing=$(counts_missing)
  if [ -n "$missing" ]; then say "${missing%%$'\n'*}" && exit "$SKIPPED"; fi
  take_counts "$1"
  if other_surroundings "$1/surroundings" >"$1/others"; then
    say "recorded elsewhere: here it is $(paste -sd ',' "$1/others")"
    exit "$SKIPPED"
  fi
  compare_counts "$1/counts" || die "more than $COUNTS_PERCENT % from $COUNTS; if it has to be: script/bench --record 'the reason'"
}

# record_counts DIRECTORY REASON: the counts of here and now, and below them why they changed, the newest first.
record_counts() {
  local missing
  missing=$(counts_missing)
  if [ -n "$missing" ]; then die "${missing%%$'\n'*}"; fi
  take_counts "$1"
  if ! compare_counts "$1/counts" && [ -z "$2" ]; then die "a reason is missing: script/bench --record 'the reason'"; fi
  {
    echo "# Instructions that one of each takes on Lua 5.4, and where they were counted. script/bench --record 'the reason' writes this."
    cat "$1/surroundings" "$1/counts"
    if [ -n "$2" ]; then echo "reason $(paste -sd ',' "$1/counts"): $2"; fi
    grep '^reason' "$COUNTS" 2>/dev/null || true
  } >"$1/recorded"
  mv "$1/recorded" "$COUNTS"
}
