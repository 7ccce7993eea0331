#!/usr/bin/env bash
# Checks the examples, and a program for 4.x, against the annotations in library/ with emmylua_check, as an editor would.
#
#   ci/annotations.sh
#
# Not part of .ci/run: compiling emmylua_check takes about five minutes of two processors. (tests/lua/docs/annotations*.lua, which
# are, compare the annotations with the real tables.) It is installed into target/emmylua unless it is on the PATH.
set -euo pipefail
cd "$(dirname "$0")/.."

export PATH="$PATH:$PWD/target/emmylua/bin"
if ! command -v emmylua_check >/dev/null; then
  cargo install emmylua_check --locked --version 0.25.1 --root target/emmylua
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# What is switched off is about other modules, or complains of arithmetic that has to work on Lua 5.1 too.
cat >"$scratch/.emmyrc.json" <<'EOF'
{
  "runtime": { "version": "Lua5.4" },
  "diagnostics": {
    "globals": ["unpack"],
    "disable": [
      "unresolved-require", "duplicate-require", "redefined-local", "assign-type-mismatch", "need-check-nil",
      "await-in-sync", "access-invisible", "missing-parameter", "param-type-mismatch"
    ]
  }
}
EOF
cp -r library examples tests/lua/v4/annotated.lua "$scratch"
emmylua_check --warnings-as-errors "$scratch"

# That nothing is found must not be for lack of looking: mistakes have to be found.
cat >"$scratch/mistakes.lua" <<'EOF'
local lanes = require "lanes".configure()
lanes.lindas()
lanes.linda():sned("key", 1)
local lane = lanes.gen("*", function() end)()
lane:joni()
local lanes4 = require "lanes.v4".configure()
lanes4.timer_lame()
lanes4.linda():recieve("key")
EOF
found=$(emmylua_check "$scratch" 2>&1 | grep -c 'undefined-field' || true)
[ "$found" -ge 5 ] || { echo "only $found of 5 mistakes were found" >&2; exit 1; }
echo "annotations: ok"
