-- C functions without a name and without upvalues cross all the same.
local T = require "testing"
local lanes = require "lanes".configure()
local show = getmetatable(io.stdout).__tostring
local h = lanes.gen("*", function(show) return show(io.stdout), type(show) end)(show)
T.ok(tostring(h[1]):find("^file"), h[1])
T.equal(h[2], "function")
local l = lanes.linda()
l:send("k", show)
local _, f = l:receive("k")
T.ok(f(io.stdout):find("^file"))
