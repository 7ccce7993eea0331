-- Lindas concatenate with strings, numbers and lindas.
local T = require "testing"
local lanes = require "lanes".configure()
local a, b = lanes.linda "a", lanes.linda "b"
T.equal(a .. "x", "Linda: ax")
T.equal("x" .. a, "xLinda: a")
T.equal(a .. 5, "Linda: a5")
T.equal(5 .. a, "5Linda: a")
T.equal(a .. b, "Linda: aLinda: b")
T.equal("<" .. a .. ">", "<Linda: a>")
for _, v in ipairs { true, {}, print } do
  T.raises("concatenate", function() return a .. v end)
  T.raises("concatenate", function() return v .. a end)
end
T.raises("concatenate", function() return a .. nil end)
