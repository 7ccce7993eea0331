-- sleep: returns nothing, does wait, takes nil and false as 0.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
S.nothing(lanes.sleep)
S.nothing(lanes.sleep, nil)
S.nothing(lanes.sleep, false)
S.nothing(lanes.sleep, 0)
local start = lanes.now_secs()
S.nothing(lanes.sleep, 0.3)
T.ok(lanes.now_secs() - start >= 0.28)
for _, bad in ipairs { "0.1", "x", {}, true, function() end } do
  T.raises('invalid duration "' .. tostring(bad) .. '"', lanes.sleep, bad)
end
