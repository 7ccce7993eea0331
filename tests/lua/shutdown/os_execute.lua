-- timeout: 20
-- The script ends while a lane is inside a long system call.
local lanes = require "lanes".configure()
local l = lanes.linda()
keep = lanes.gen("*", function() l:send("in", true); os.execute("exec sleep 3 >/dev/null 2>&1") end)()
l:receive(20, "in")
