-- Self- and mutually recursive functions through upvalues.
local T = require "testing"
local lanes = require "lanes".configure()
local function fact(n) if n <= 1 then return 1 end return n * fact(n - 1) end
local even, odd
function even(n) if n == 0 then return true end return odd(n - 1) end
function odd(n) if n == 0 then return false end return even(n - 1) end
local h = lanes.gen("", function() return fact(5), even(10), odd(10) end)()
T.same({ h:join() }, { 120, true, false })
h = lanes.gen("", fact)(6)
T.equal(h[1], 720)
