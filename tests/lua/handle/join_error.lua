-- join of a failed lane: nil, the raw error, a stack table; it never raises it.
local T = require "testing"
local lanes = require "lanes".configure()
local function outcome(e)
  return T.pack(lanes.gen("", function(e) error(e, 0) end)(e):join())
end
local r = outcome "boom"
T.equal(r.n, 3)
T.equal(r[1], nil)
T.equal(r[2], "boom")
T.equal(type(r[3]), "table")
r = outcome { code = 3 }
T.equal(r[2].code, 3)
T.equal(type(r[3]), "table")
T.equal(outcome(false)[2], false)
T.equal(outcome(12.5)[2], 12.5)
