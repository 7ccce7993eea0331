-- timeout: 20
-- shutdown_timeout 0: nothing is waited for.
local lanes = require "lanes".configure { shutdown_timeout = 0 }
local l = lanes.linda()
lanes.gen("", function() l:send("in", true); while true do end end)()
lanes.gen("", function() l:send("in", true); l:receive("never") end)()
l:receive(20, "in")
l:receive(20, "in")
