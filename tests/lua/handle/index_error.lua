-- Numeric indices of a lane that failed: reads raise, [-1] gives the raw error.
local T = require "testing"
local lanes = require "lanes".configure { on_lane_error = "ignore" }
local function fails(e) return lanes.gen("", function(e) error(e, 0) end)(e) end

local h = fails "boom"
T.raises("boom", function() return h[0] end) -- the first read propagates
T.equal(h[0], true)
for _ = 1, 2 do T.raises("boom", function() return h[1] end) end
T.raises("boom", function() return h[7] end)
T.equal(h[-1], "boom")
T.equal(h.status, "error")

local quiet = fails "hush"
T.equal(quiet[-1], "hush") -- as the first read it waits and never raises
T.raises("hush", function() return quiet[1] end)

local tab = fails { code = 7 }
T.equal(tab[-1].code, 7)
T.raises("table: ", function() return tab[1] end)
T.raises("false", function() return fails(false)[1] end)
