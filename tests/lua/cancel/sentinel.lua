-- CE: a light userdata, the same in every state, storable and comparable.
local T = require "testing"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
T.equal(type(CE), "userdata")
T.equal(getmetatable(CE), nil)
T.equal(CE, require "lanes.core".cancel_error)
local h = lanes.gen("*", function(ce) return ce == require "lanes".cancel_error, ce end)(CE)
T.equal(h[1], true)
T.ok(h[2] == CE)
local l = lanes.linda()
l:send("k", CE)
local _, v = l:receive(0, "k")
T.ok(v == CE)
l:send(CE, "as a key")
T.equal(select(2, l:receive(0, CE)), "as a key")
T.ok(CE ~= l.null)
