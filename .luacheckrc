-- Luacheck's settings for the project's own Lua: `luacheck .`.
std = "max"
max_line_length = 140
-- What every lane has as globals.
globals = { "set_finalizer", "set_debug_threadname", "set_error_reporting", "cancel_test", "decoda_name" }
include_files = { "examples/**/*.lua", "library/**/*.lua", "tests/lua/**/*.lua", "crates/lanes/src/*.lua", ".luacheckrc" }

ignore = {
  "311", -- a value that is not used: setting something to nil lets it be collected
  "4", -- shadowing: a lane's function gives its own copy the name of what is outside
}

-- Tests try what nobody should write.
files["tests/lua"] = { ignore = { "[1-5]", "631" } }
-- Annotations define and use nothing.
files["library"] = { ignore = { "111", "121", "131", "212", "241", "631" } }
