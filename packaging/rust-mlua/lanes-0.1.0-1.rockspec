-- The same rock by the build type of luarocks-build-rust-mlua, for those who have that: it calls cargo itself, with the
-- feature of the Lua that LuaRocks runs for. To be used from the directory of the module's crate:
--
--   cd crates/lanes-module && luarocks make ../../packaging/rust-mlua/lanes-0.1.0-1.rockspec
--
-- What has been tried: `luarocks lint`, and the cargo call that its fields stand for. That build type itself has not been
-- run with it yet.
rockspec_format = "3.0"
package = "lanes"
version = "0.1.0-1"
source = {
  url = "file://lanes-0.1.0.tar.gz",
  dir = "lanes-0.1.0/crates/lanes-module",
}
description = {
  summary = "Multithreading for Lua: each lane is a thread with a Lua state of its own",
  license = "MIT",
}
supported_platforms = { "unix" }
dependencies = { "lua >= 5.1, < 5.6" }
build_dependencies = { "luarocks-build-rust-mlua >= 0.2.3" }
build = {
  type = "rust-mlua",
  -- One file holds `lanes` and `lanes.core`.
  modules = { "lanes" },
  target_path = "../../target",
  default_features = false,
}
