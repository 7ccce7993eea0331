-- A lane that sits in a system call does not end in time: `finally` is told so, and the process ends all the same.
-- api: 4
-- expect-stdout: finally false
local lanes = require "lanes".configure{shutdown_timeout = 0.05}

local l = lanes.linda()
lanes.gen("*", {globals = {l = l}}, function()
  l:send("there", true)
  os.execute("sleep 4")
end)()
l:receive("there")
lanes.finally(function(ended)
  print("finally " .. tostring(ended))
  return "still there"
end)
