-- A linda can be stored in itself and in a cycle of lindas.
local T = require "testing"
local lanes = require "lanes".configure()
local a, b = lanes.linda "a", lanes.linda "b"
a:send("k", a, b)
b:send("k", a)
local _, x = a:receive("k")
T.ok(rawequal(x, a))
a:send("k", a)
a, b, x = nil, nil, nil
collectgarbage()
collectgarbage()
