-- only: lua5.3 lua5.4 lua5.5
-- 2 and 2.0 are one key; the key comes back as the caller wrote it.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:set(2, "x")
T.equal(l:get(2.0), "x")
l:set(2.0, "y", "z")
T.equal(l:count(2), 2)
local k = l:receive(0, 2)
T.equal(math.type(k), "integer")
k = l:receive(0, 2.0)
T.equal(math.type(k), "float")
l:set(math.maxinteger, "max")
T.equal(l:get(math.maxinteger), "max")
T.equal(l:get(2.0 ^ 63), nil)
