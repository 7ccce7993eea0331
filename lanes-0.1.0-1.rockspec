rockspec_format = "3.0"
package = "lanes"
version = "0.1.0-1"
source = {
  -- What `git archive --prefix=lanes-0.1.0/ -o lanes-0.1.0.tar.gz v0.1.0` makes; `luarocks make` needs none.
  url = "file://lanes-0.1.0.tar.gz",
}
description = {
  summary = "Multithreading for Lua: each lane is a thread with a Lua state of its own",
  detailed = [[
Lanes runs Lua functions in threads of their own, which exchange data through shared queues (lindas). It has the API of
Lua Lanes 3.14, and that of 4.x on request. Written in Rust: building it needs cargo (Rust 1.95) and a C compiler.
]],
  license = "MIT",
}
supported_platforms = { "unix" }
dependencies = { "lua >= 5.1, < 5.6" }
build = {
  type = "make",
  build_target = "module",
  install_target = "install-module",
  build_variables = { LUA_PROGRAM = "$(LUA)" },
  install_variables = { LUA_PROGRAM = "$(LUA)", CMODDIR = "$(LIBDIR)" },
}
