-- A forced cancel of a lane that swallows CE around its linda waits.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local h = lanes.gen("", function(l)
  while true do pcall(l.receive, l, "never") end
end)(lanes.linda())
S.reach(h, "waiting")
S.returns({ true, "killed" }, h.cancel, h, true)
T.equal(h.status, "killed")
