-- A soft request without the flag does not wake a waiter; when it wakes anyway it returns CE.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda()
local h = lanes.gen("", function() return l:receive("k") == CE, l:count("k") end)()
S.reach(h, "waiting")
S.returns({ false, "timeout" }, h.cancel, h, "soft", 0.2)
T.equal(h.status, "waiting")
l:send("k", "wakes it")
T.equal(h[1], true)
T.equal(h[2], 1, "nothing was consumed")
