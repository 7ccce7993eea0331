-- timeout: 20
-- The script ends while lanes swallow CE around their linda waits.
local lanes = require "lanes".configure()
local S = require "support"
local l = lanes.linda()
keep = {}
for i = 1, 3 do
  keep[i] = lanes.gen("", function() while true do pcall(l.receive, l, "never") end end)()
  S.reach(keep[i], "waiting")
end
