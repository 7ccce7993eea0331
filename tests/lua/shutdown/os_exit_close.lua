-- only: lua5.2 lua5.3 lua5.4 lua5.5 luajit
-- timeout: 20
-- expect-exit: 7
-- os.exit with the close flag closes the state in order.
local lanes = require "lanes".configure()
local l = lanes.linda()
keep = lanes.gen("", function() l:send("in", true); l:receive("never") end)()
l:receive(20, "in")
os.exit(7, true)
