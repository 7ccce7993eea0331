-- timeout: 20
-- os.exit ends the process at once, with lanes running.
local lanes = require "lanes".configure { shutdown_timeout = 600 }
local l = lanes.linda()
keep = lanes.gen("", function() l:send("in", true); while true do end end)()
l:receive(20, "in")
os.exit(0)
