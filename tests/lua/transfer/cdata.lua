-- only: luajit
-- LuaJIT's cdata cannot be copied.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local ffi = require "ffi"
local c = ffi.new("int[1]")
T.raises("tried to copy unsupported types", l.send, l, "k", c)
T.raises("type 'cdata'", l.send, l, "k", { c })
T.raises("tried to copy unsupported types", l.send, l, "k", 5LL)
