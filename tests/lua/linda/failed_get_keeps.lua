-- get and dump of a value that cannot be rebuilt raise and leave it there.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:send("k", os.getenv)
local h = lanes.gen("", function() return (pcall(l.get, l, "k")), (pcall(l.dump, l)), l:count("k") end)()
T.equal(h[1], false)
T.equal(h[2], false)
T.equal(h[3], 1)
T.ok(select(2, l:receive(0, "k")) == os.getenv)
