-- `finally` is called at the end, when lanes have been told to end, with whether they did. Lanes and lindas work there,
-- and so does what was made before.
-- api: 4
-- expect-stdout: finally true sent 42
local T = require "testing"
local lanes = require "lanes".configure()

T.raises("finalizer should be a function", lanes.finally, 1)
T.raises("too many arguments", lanes.finally, print, 1)
T.raises("lanes.finally called from inside a lane", function()
  return lanes.gen("*", function() require "lanes".finally(print) end)()[1]
end)
lanes.finally(function() print("replaced") end)
local l = lanes.linda()
lanes.finally(function(ended)
  local h = lanes.gen("*", function(l) l:send("k", "sent") return 42 end)(l)
  print("finally " .. tostring(ended) .. " " .. select(2, l:receive("k")) .. " " .. h[1])
end)
lanes.gen("*", function()
  if jit then jit.off() end
  while true do end
end)()
