-- Tables and globals that appear after configure have no name: they are copied.
local T = require "testing"
local lanes = require "lanes".configure()
late = { 1 }
string.extra = { 2 }
local l = lanes.linda()
l:send("k", late, string.extra)
local _, a = l:receive("k")
local _, b = l:receive("k")
T.ok(a ~= late and a[1] == 1)
T.ok(b ~= string.extra and b[1] == 2)
