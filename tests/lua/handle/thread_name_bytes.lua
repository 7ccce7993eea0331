-- A lane's name keeps its bytes, whatever they are.
local T = require "testing"
local lanes = require "lanes".configure { track_lanes = true }
local linda = lanes.linda()
local name = "caf\233 \255\128 z"

local h = lanes.gen("*", function()
  set_debug_threadname(name)
  linda:send("named", decoda_name)
  linda:receive("go")
end)()
T.equal(select(2, linda:receive("named")), name, "decoda_name")
T.equal(h:get_debug_threadname(), name)
T.equal(type(lanes.threads()[name]), "string", "listed by its name")
linda:send("go", true)
h:join()
T.equal(h:get_debug_threadname(), name)

-- A name from the start.
h = lanes.gen("*", { name = name }, function() return decoda_name end)()
T.equal(h[1], name)
T.equal(h:get_debug_threadname(), name)
