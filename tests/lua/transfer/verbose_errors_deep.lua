-- The path of a value far down is right and does not hurt.
local T = require "testing"
local lanes = require "lanes".configure { verbose_errors = true }
local l = lanes.linda()
local t = { co = coroutine.create(function() end) }
for _ = 1, 50 do t = { n = t } end
T.raises("'arg_2" .. (".n"):rep(50) .. ".co'", l.send, l, "k", t)
