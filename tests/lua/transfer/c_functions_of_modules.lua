-- only: luajit
-- A module's function that a lane has not loaded: the lane loads the module. LuaJIT's ffi is one that lanes do not open by
-- themselves.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local sizeof = require "ffi".sizeof
T.equal(lanes.gen("*", function(n) return n * sizeof("int32_t") end)(4):join(), 16)
T.raises("not found", lanes.gen("base", function(f) return f end), sizeof)
