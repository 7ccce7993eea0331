-- timeout: 20
-- With cooperative lanes a long shutdown_timeout delays nothing.
local lanes = require "lanes".configure { shutdown_timeout = 600 }
local S = require "support"
keep = {}
for i = 1, 5 do
  keep[i] = lanes.gen("", function(l) l:receive("never") end)(lanes.linda())
  S.reach(keep[i], "waiting")
end
