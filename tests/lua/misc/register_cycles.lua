-- Registering big and cyclic tables.
local T = require "testing"
local lanes = require "lanes".configure()
local m = { [true] = {}, [1.5] = {}, list = { {}, { print } } }
m.self = m
local t = m
for _ = 1, 2000 do t.n = {}; t = t.n end
lanes.register("cyclic", m)
local l = lanes.linda()
l:send("k", t)
T.ok(select(2, l:receive("k")) == t)
