-- Wrong arguments of join.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("", function() return 1 end)()
for _, self in ipairs { 5, "x", {}, true, io.stdout, lanes.linda() } do
  T.raises("Lane expected", h.join, self)
end
T.raises("Lane expected", h.join)
for _, bad in ipairs { "x", true, {}, print } do
  T.raises("number expected", h.join, h, bad)
end
T.equal(h:join(nil), 1)
