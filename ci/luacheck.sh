#!/usr/bin/env bash
# Runs a program by others on our module: luacheck (Debian's lua-check), whose `-j` is written for this API.
#
# With two jobs it has to print exactly what it prints with one, and on the PUC Luas to take at most 0.65 of the time, in
# the median of three runs each. Where other programs keep a core busy no two threads can do that: there it has to take at
# most 1.25 times as long as two processes at once, with one job and half of the files each, which is what the machine gives.
# It checks the Lua files that Debian's packages have installed, some hundreds.
#
#   cargo xtask build --lua all && ci/luacheck.sh [lua5.1 lua5.3 lua5.4 luajit]
#
# LUACHECK_SKIP_TIMING=1 leaves out the timing, for a machine that is busy or has one processor.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."

# In thousandths: of the time of one job, and of that of two processes.
limit=650
limit_apart=1250
program=$(command -v luacheck) || { echo "luacheck is not installed (Debian: lua-check)" >&2; exit 1; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# /usr/share/lua/5.3 and so on are mostly links into 5.1: each file once, under its real path.
mapfile -t corpus < <(find /usr/share/lua /usr/share/doc -name '*.lua' \( -type f -o -type l \) -exec readlink -f {} + | sort -u)
if [ "${#corpus[@]}" -lt 200 ]; then
  echo "only ${#corpus[@]} Lua files are installed: .ci/run names packages that bring more" >&2
  exit 1
fi

# Half of them for each of two processes.
halves=("$scratch/even" "$scratch/odd")
printf '%s\n' "${corpus[@]}" | awk -v even="${halves[0]}" -v odd="${halves[1]}" '{ print > (NR % 2 ? odd : even) }'

fail() {
  echo "FAIL luacheck [$lua]: $*"
  exit 1
}

# check SCRIPT JOBS OUTPUT: runs SCRIPT as luacheck. Its status goes to the end of the output, to be compared too;
# from 3 up it means that luacheck itself had a problem.
check() {
  local status=0
  LUA_PATH="/usr/share/lua/5.1/?.lua;/usr/share/lua/5.1/?/init.lua" LUA_CPATH="$PWD/target/dist/$lua/?.so;;" \
    timeout -k 5 300 "$lua" "$1" -j "$2" --no-config --no-cache "${corpus[@]}" >"$3" 2>"$scratch/stderr" || status=$?
  echo "exit status $status" >>"$3"
  if [ "$status" -ge 3 ] || [ -s "$scratch/stderr" ]; then
    head -c 4000 "$scratch/stderr"
    fail "-j $2 ended with status $status"
  fi
}

compare() {
  cmp -s "$scratch/one" "$scratch/two" && return
  diff "$scratch/one" "$scratch/two" | head -n 40 || true
  fail "-j 2 prints something else than -j 1"
}

# Proves that the two jobs were lanes, and that they say what one job says.
check_output() {
  rm -f "$scratch/probe"
  check "$program" 1 "$scratch/one"
  LANES_PROBE="$scratch/probe" check ci/luacheck_probe.lua 2 "$scratch/two"
  compare
  local started
  started=$(cat "$scratch/probe" 2>/dev/null || echo none)
  [ "$started" = 2 ] || fail "-j 2 started this many lanes: $started"
}

# timed COMMAND: runs it and sets `took`, in microseconds.
timed() {
  local start=${EPOCHREALTIME/./}
  "$@"
  took=$((${EPOCHREALTIME/./} - start))
}

# Checks both halves of the files at once, in two processes.
check_apart() {
  local half process processes=()
  for half in "${halves[@]}"; do
    (mapfile -t corpus <"$half" && check "$program" 1 "$half.output") &
    processes+=($!)
  done
  for process in "${processes[@]}"; do
    wait "$process"
  done
}

# middle NUMBER...: the median of three.
middle() {
  printf '%s\n' "$@" | sort -n | sed -n 2p
}

check_time() {
  local one two ratios=() ratios_apart=()
  for _ in 1 2 3; do
    timed check "$program" 1 "$scratch/one"
    one=$took
    timed check "$program" 2 "$scratch/two"
    two=$took
    compare
    timed check_apart
    ratios+=($((two * 1000 / one)))
    ratios_apart+=($((two * 1000 / took)))
    echo "  $lua: one job $((one / 1000)) ms, two jobs $((two / 1000)) ms, two processes $((took / 1000)) ms"
  done
  local ratio apart
  ratio=$(middle "${ratios[@]}")
  apart=$(middle "${ratios_apart[@]}")
  echo "  $lua: two jobs take $ratio thousandths of the time of one, $apart of that of two processes"
  [ "$ratio" -le "$limit" ] || [ "$apart" -le "$limit_apart" ] || fail "more than $limit, and more than $limit_apart"
}

[ $# -gt 0 ] || set -- lua5.1 lua5.3 lua5.4 luajit
for lua in "$@"; do
  [ -e "target/dist/$lua/lanes.so" ] || fail "no module: cargo xtask build --lua $lua"
  check_output
  echo "luacheck [$lua]: ${#corpus[@]} files, the same from two lanes as from one job"
  if [ "$lua" != luajit ] && [ "${LUACHECK_SKIP_TIMING:-}" != 1 ]; then
    check_time
  fi
done
echo "luacheck: ok"
