-- The argument of `join`.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local l = lanes.linda()
local h = lanes.gen("*", function(l) l:receive("go") return 1 end)(l)
T.same(T.pack(h:join(0)), T.pack(nil, "timeout"))
T.same(T.pack(h:join(0.01, "ignored")), T.pack(nil, "timeout"))
T.raises("duration cannot be < 0", h.join, h, -1)
T.raises("duration cannot be < 0", h.join, h, 0/0)
for _, bad in ipairs{"1", true, {}, print} do
  T.raises("incorrect duration type", h.join, h, bad)
end
l:send("go", true)
T.same(T.pack(h:join(nil)), T.pack(true, 1))
T.same(T.pack(h:join(0)), T.pack(true, 1))
