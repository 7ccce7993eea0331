#!/usr/bin/env bash
# Compiles the module for every system that docs/PLATFORMS.md names, and runs the Lua tests in the runners that can run here: musl's
# as it is, 32 bits on a 64-bit kernel, ARM under qemu, Windows' under Wine. Not part of .ci/run: it needs the targets' standard
# libraries (`rustup target add`) and, on Debian:
#
#   apt-get install musl-tools gcc-i686-linux-gnu gcc-aarch64-linux-gnu gcc-arm-linux-gnueabihf gcc-mingw-w64-x86-64 qemu-user wine64
#   ci/platforms.sh [TARGET ..]
#
# Tests whose directives a shell script cannot honour are left out, and so are those that start commands.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_TARGET_DIR=target/platforms
# What is tested is whether it works.
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=0
export CARGO_TARGET_I686_UNKNOWN_LINUX_GNU_LINKER=i686-linux-gnu-gcc CC_i686_unknown_linux_gnu=i686-linux-gnu-gcc
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
export CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_LINKER=arm-linux-gnueabihf-gcc

# These can only be compiled here: the rest of the build needs the system's own tools.
checked=(x86_64-pc-windows-msvc x86_64-apple-darwin aarch64-apple-darwin x86_64-unknown-freebsd x86_64-unknown-netbsd aarch64-linux-android)
run=(x86_64-unknown-linux-musl i686-unknown-linux-gnu aarch64-unknown-linux-gnu armv7-unknown-linux-gnueabihf x86_64-pc-windows-gnu)
[ $# -gt 0 ] || set -- "${checked[@]}" "${run[@]}"

# Wine 8 has no bcryptprimitives.dll, from which Rust's standard library takes random numbers.
complete_wine() {
  export WINEDEBUG=-all WINEPREFIX=$PWD/$CARGO_TARGET_DIR/wine
  x86_64-w64-mingw32-gcc -shared -o "$1/bcryptprimitives.dll" -x c - -ladvapi32 <<'EOF'
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID at, ULONG length);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE at, SIZE_T length) { return SystemFunction036(at, (ULONG)length); }
EOF
}

# Sets `host`: the command that runs Lua programs.
find_host() {
  local built=$CARGO_TARGET_DIR/$1/release
  case $1 in
    i686-*) host=(/usr/i686-linux-gnu/lib/ld-linux.so.2 --library-path /usr/i686-linux-gnu/lib "$built/lanes") ;;
    aarch64-*) host=(qemu-aarch64 -L /usr/aarch64-linux-gnu "$built/lanes") ;;
    armv7-*) host=(qemu-arm -L /usr/arm-linux-gnueabihf "$built/lanes") ;;
    *windows*) complete_wine "$built"; host=(wine "$built/lanes.exe") ;;
    *) host=("$built/lanes") ;;
  esac
}

# The default of the runner is Lua 5.4.
run_tests() {
  local file api passed=0 failed=0
  find_host "$1"
  while read -r file; do
    api=$(sed -n 's/^-- api: //p' "$file" | head -n 1)
    if LANES_API=${api:-3} LUA_PATH="tests/lua/?.lua;;" timeout 120 "${host[@]}" "$file" >"$CARGO_TARGET_DIR/said" 2>&1 </dev/null; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1))
      echo "FAIL $1: $file"
      tail -n 5 "$CARGO_TARGET_DIR/said"
    fi
  done < <(grep -LrE '^-- (only|host|expect-[a-z]+):|popen|os\.execute' tests/lua/*/ --include='*.lua' | grep -v /fixtures/ | sort)
  echo "platforms: $1: $passed ok, $failed not"
  [ "$failed" = 0 ]
}

status=0
for target in "$@"; do
  cargo check --quiet -p lanes-module --no-default-features --features lua54 --target "$target"
  echo "platforms: $target: compiles"
  case " ${run[*]} " in
    *" $target "*)
      cargo build --quiet --release -p lanes-cli --target "$target"
      run_tests "$target" || status=1
      ;;
  esac
done
exit "$status"
