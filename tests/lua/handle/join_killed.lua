-- join of a killed lane: nil, "killed", at once and repeatedly.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local h = lanes.gen("*", function() os.execute("sleep 2") end)()
S.returns({ true, "killed" }, h.cancel, h, true)
S.returns({ n = 2, nil, "killed" }, h.join, h)
S.returns({ n = 2, nil, "killed" }, h.join, h, 1)
T.equal(h.status, "killed")
S.returns({ true, "killed" }, h.cancel, h)
