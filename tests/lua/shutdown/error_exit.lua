-- timeout: 20
-- expect-exit: 1
-- expect-stderr: the script failed
-- A script that ends by an error while lanes run.
local lanes = require "lanes".configure()
local l = lanes.linda()
keep = lanes.gen("", function() l:send("in", true); while true do end end)()
l:receive(20, "in")
error "the script failed"
