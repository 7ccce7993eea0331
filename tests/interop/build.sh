#!/usr/bin/env bash
# Compiles the C modules of this directory for one Lua.
#
#   tests/interop/build.sh INCLUDE OUT      # headers of the Lua, directory for the .so files
#   tests/interop/build.sh /usr/include/lua5.4 /tmp/interop
#
# Then, in the project's root, with lanes.so in a directory of the path (or with the runner, which has lanes built in):
#
#   LUA_PATH="tests/lua/?.lua;;" LUA_CPATH="/tmp/interop/?.so;target/dist/lua5.4/?.so;;" lua5.4 tests/interop/clonable.lua
set -euo pipefail

[ $# -eq 2 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(dirname "$0")
mkdir -p "$2"
for source in "$here"/*.c; do
  name=$(basename "$source" .c)
  "${CC:-cc}" -std=gnu99 -O1 -g -Wall -Wextra -Werror -fPIC -shared -I"$1" -o "$2/$name.so" "$source"
done
