-- timeout: 25
-- expect-stdout: cleaned up
-- A lane that polls cancel_test gets its time, within shutdown_timeout.
local lanes = require "lanes".configure { shutdown_timeout = 20 }
local l = lanes.linda()
keep = lanes.gen("*", function()
  l:send("in", true)
  while not cancel_test() do end
  os.execute("sleep 1")
  io.stdout:write("cleaned up\n")
  io.stdout:flush()
end)()
l:receive(20, "in")
