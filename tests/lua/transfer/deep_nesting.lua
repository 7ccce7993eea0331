-- timeout: 120
-- A million levels of tables: they cross, there and back, and nothing crashes.
local T = require "testing"
local lanes = require "lanes".configure()
local t = "bottom"
for _ = 1, 1000000 do t = { t } end
local l = lanes.linda()
l:send("k", t)
t = nil
local _, c = l:receive("k")
local depth = 0
while type(c) == "table" do c, depth = c[1], depth + 1 end
T.equal(depth, 1000000)
T.equal(c, "bottom")
