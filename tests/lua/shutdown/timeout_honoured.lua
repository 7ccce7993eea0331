-- timeout: 60
-- A script whose lane sits in a long system call ends soon after shutdown_timeout, with status 0.
local T = require "testing"
local S = require "support"
local interpreter = S.interpreter()
if not interpreter then return end
local lanes = require "lanes".configure { with_timers = false }
local start = lanes.now_secs()
local a, _, c = os.execute(interpreter .. " tests/lua/fixtures/at_exit.lua 40")
T.ok(a == true or a == 0, "status " .. tostring(a) .. " " .. tostring(c))
T.ok(lanes.now_secs() - start < 25, "took " .. (lanes.now_secs() - start))
