-- Inside one transmission the same table or function stays the same.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local t, f = {}, function() return 1 end
l:send("k", { t, t, { t } }, t, f, { f })
local _, a = l:receive("k")
T.ok(a[1] == a[2] and a[1] == a[3][1])
l:set("k")
l:set("k", t, t, f, f)
local x = T.pack(l:receive(l.batched, "k", 4))
T.ok(type(x[2]) == "table" and type(x[4]) == "function")
local h = lanes.gen("", function(a, b, c, d, e) return a == b, a == c[1], d == e, d ~= nil end)(t, t, { t }, f, f)
T.same({ h:join() }, { true, true, true, true })
h = lanes.gen("", function() local r = {}; return r, r, { r } end)()
T.ok(h[1] == h[2] and h[1] == h[3][1])
