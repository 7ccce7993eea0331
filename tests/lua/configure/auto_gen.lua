-- require "lanes".gen works without a configure call.
local T = require "testing"
T.equal(require "lanes".gen("", function(a) return a + 1 end)(1)[1], 2)
