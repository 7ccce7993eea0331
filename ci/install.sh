#!/usr/bin/env bash
# Tries every way of installing in a scratch directory: make, LuaRocks, cargo install, Debian packages. What `cargo xtask
# test` has built is used again, so this takes a minute, not ten.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
  echo "FAIL install: $*"
  exit 1
}

# Uses what is installed from a directory without any sources of ours. check WHAT INTERPRETER CPATH
program='local lanes = require "lanes".configure()
local sum = 0
for i = 1, 3 do sum = sum + lanes.gen("*", function(n) return require "lanes".now_secs and n end)(i)[1] end
assert(sum == 6 and package.loaded["lanes.core"])
io.write("works")'
check() {
  local said
  said=$(cd "$scratch" && LUA_PATH=";;" LUA_CPATH="$3" LANES_CHECK_LIVE=1 timeout 60 "$2" -e "$program") || fail "$1: status $?"
  [ "$said" = works ] || fail "$1: $said"
  echo "install: $1: works"
}

# ---- make ----
make -s LUA=5.4 install PREFIX="$scratch/usr" >"$scratch/log" 2>&1 || { cat "$scratch/log"; fail "make install"; }
check "make, module" lua5.4 "$scratch/usr/lib/lua/5.4/?.so"
check "make, runner" "$scratch/usr/bin/lanes" ""
export PKG_CONFIG_PATH=$scratch/usr/lib/pkgconfig
vendored=$(ls -t target/release/build/mlua-sys-*/out/lib/liblua5.4.a | head -n 1)
# shellcheck disable=SC2046 # the flags are words
gcc -isystem "$(dirname "$vendored")/../include" $(pkg-config --cflags lanes-lua5.4) -o "$scratch/host" \
  examples/embed/host.c $(pkg-config --libs lanes-lua5.4) "$vendored" -lm -ldl -pthread
(cd "$scratch" && timeout 60 ./host >/dev/null) || fail "the program linked by pkg-config"
echo "install: make, static library by pkg-config: works"
make -s LUA=5.4 uninstall PREFIX="$scratch/usr" >/dev/null
left=$(find "$scratch/usr" -type f -o -type l)
[ -z "$left" ] || fail "make uninstall leaves $left"

# ---- LuaRocks, which needs nothing from its server ----
rocks() {
  luarocks --lua-version=5.4 --tree "$scratch/rocks" "$@" >"$scratch/log" 2>&1 || { cat "$scratch/log"; fail "luarocks $1"; }
}
rocks lint lanes-0.1.0-1.rockspec
rocks lint packaging/rust-mlua/lanes-0.1.0-1.rockspec
# It asks for headers, which our build brings along itself; those it brought serve.
rocks make --deps-mode none lanes-0.1.0-1.rockspec LUA_INCDIR="$root/$(dirname "$vendored")/../include"
check "luarocks make" lua5.4 "$scratch/rocks/lib/lua/5.4/?.so"
rocks remove lanes
[ ! -e "$scratch/rocks/lib/lua/5.4/lanes.so" ] || fail "luarocks remove leaves the module"

# ---- cargo ----
cargo install --quiet --locked --path crates/lanes-cli --root "$scratch/cargo" 2>"$scratch/log" || { cat "$scratch/log"; fail "cargo install"; }
check "cargo install" "$scratch/cargo/bin/lanes" ""

# ---- Debian packages, in a root of their own ----
packaging/deb.sh 5.4 >/dev/null
deb=$scratch/deb
mkdir -p "$deb/var/lib/dpkg/info" "$deb/var/lib/dpkg/updates" "$deb/var/lib/dpkg/triggers"
: >"$deb/var/lib/dpkg/status"
# The libraries that they need are those of the system outside.
dpkg_in() { fakeroot_if_needed dpkg --root="$deb" --force-depends --force-script-chrootless --log=/dev/null "$@" >"$scratch/log" 2>&1 || { cat "$scratch/log"; fail "dpkg $1"; }; }
fakeroot_if_needed() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
dpkg_in -i target/deb/*.deb
check "Debian package, module" lua5.4 "$deb/usr/lib/$(gcc -print-multiarch)/lua/5.4/?.so"
check "Debian package, runner" "$deb/usr/bin/lanes" ""
[ -e "$deb/usr/include/lanes/deep.h" ] || fail "lua-lanes-dev has no headers"
dpkg_in --purge lua-lanes lua-lanes-dev lanes
left=$(find "$deb/usr" -type f -o -type l 2>/dev/null || true)
[ -z "$left" ] || fail "removing the packages leaves $left"
cd "$root"
echo "install: ok"
