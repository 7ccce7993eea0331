-- With demote_full_userdata a userdata that has __lanesclone is cloned all the same.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false, demote_full_userdata = true }
local l = lanes.linda()
local mt = {}
function mt.__lanesclone(...) if select("#", ...) == 0 then return 16 end end
local u = newproxy and newproxy() or io.tmpfile()
debug.setmetatable(u, mt)
l:send("k", u)
T.ok(debug.getmetatable(select(2, l:receive("k"))) == mt)
debug.setmetatable(u, {})
l:send("k", u)
T.equal(debug.getmetatable(select(2, l:receive("k"))), nil)
