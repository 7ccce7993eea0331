-- Numeric indices of a lane that returned: the results, for as long as the handle lives.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("", function() return 1, nil, "three", false end)()
for _ = 1, 2 do
  T.equal(h[0], true)
  T.equal(h[1], 1)
  T.equal(h[2], nil)
  T.equal(h[3], "three")
  T.equal(h[4], false)
  T.equal(h[5], nil)
  T.equal(h[1000000], nil)
  T.equal(h[-1], nil)
  T.equal(h[-2], nil)
  T.equal(h[1e300], nil)
end
local nothing = lanes.gen("", function() end)()
T.equal(nothing[1], nil)
T.equal(nothing[0], true)
