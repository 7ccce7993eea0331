-- The 3.x API has `finally` too.
-- expect-stdout: finally true
local lanes = require "lanes".configure()
lanes.finally(function(ended) print("finally " .. tostring(ended)) end)
lanes.gen("*", function() while not cancel_test() do end end)()
