-- cancel_test does not see the cancellation of lindas.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:cancel()
local CE = lanes.cancel_error
local h = lanes.gen("", function() return l:receive("k") == CE, cancel_test() end)()
T.equal(h[1], true)
T.equal(h[2], false)
