#!/usr/bin/env bash
# Makes Debian packages of what `cargo xtask build` has put into target/dist:
#
#   lua-lanes_VERSION_ARCH.deb       the modules, where Debian's interpreters look for them
#   lua-lanes-dev_VERSION_ARCH.deb   the headers, the static libraries, pkg-config files
#   lanes_VERSION_ARCH.deb           the runner (Lua 5.4, else the first Lua given)
#
#   packaging/deb.sh [5.1 5.2 5.3 5.4 5.5 luajit]    # all that are built, if none is named; packages go to target/deb
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)
arch=$(dpkg --print-architecture)
triplet=$(gcc -print-multiarch)
out=target/deb
stage=$out/stage
luas=("$@")
if [ ${#luas[@]} -eq 0 ]; then
  for lua in 5.1 5.2 5.3 5.4 5.5 luajit; do
    [ ! -e "target/dist/${lua/#5/lua5}/lanes.so" ] || luas+=("$lua")
  done
fi
[ ${#luas[@]} -gt 0 ] || { echo "nothing is built: cargo xtask build --lua all" >&2; exit 1; }
rm -rf "$out"
mkdir -p "$stage"

# control NAME SECTION DEPENDS SUMMARY
control() {
  mkdir -p "$stage/$1/DEBIAN" "$stage/$1/usr/share/doc/$1"
  cp LICENSE "$stage/$1/usr/share/doc/$1/copyright"
  gzip -9nc CHANGELOG.md >"$stage/$1/usr/share/doc/$1/changelog.gz"
  cat >"$stage/$1/DEBIAN/control" <<END
Package: $1
Version: $version
Architecture: $arch
Maintainer: The Lanes authors <lanes@localhost>
Installed-Size: $(du -sk "$stage/$1" | cut -f1)
Section: $2
Priority: optional
Depends: $3
Description: $4
END
}

package() {
  find "$stage/$1" -type d -exec chmod 755 {} +
  dpkg-deb --root-owner-group --build "$stage/$1" "$out/$1_${version}_$arch.deb" >/dev/null
  echo "$out/$1_${version}_$arch.deb"
}

first=${luas[0]}
for lua in "${luas[@]}"; do
  install() {
    make -s LUA="$lua" CARGO=true PREFIX=/usr LIBDIR="/usr/lib/$triplet" "install-$1" DESTDIR="$PWD/$stage/$2" >/dev/null
  }
  # Debian's LuaJIT and Lua 5.1 look in the same place, and a module is for one of them: this one is for the other name.
  if [ "$lua" = luajit ] && [ -e "$stage/lua-lanes/usr/lib/$triplet/lua/5.1/lanes.so" ]; then
    echo "5.1 and luajit share a directory: the module for luajit is left out" >&2
  else
    install module lua-lanes
  fi
  install dev lua-lanes-dev
  if [ "$lua" = 5.4 ]; then first=5.4; fi
done
lua=$first
make -s LUA="$lua" CARGO=true PREFIX=/usr install-runner DESTDIR="$PWD/$stage/lanes" >/dev/null

control lua-lanes interpreters "libc6, libgcc-s1" "multithreading for Lua
 Each lane is a thread with a Lua state of its own; lanes exchange data through
 shared queues. With the API of Lua Lanes."
control lua-lanes-dev libdevel "libc6-dev" "multithreading for Lua - development files
 Headers for C modules with shared userdata and for sending from C threads, and
 the static library for programs that embed Lua."
control lanes interpreters "libc6, libgcc-s1" "Lua interpreter with multithreading built in
 The Lua $lua interpreter with Lanes inside."
for name in lua-lanes lua-lanes-dev lanes; do package "$name"; done
rm -rf "$stage"
