-- A lane's name keeps its bytes, whatever they are.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure { track_lanes = true }
local linda = lanes.linda()
local name = "caf\233 \255\128 z"

local h = lanes.gen("*", function()
  lane_threadname(name)
  linda:send("named", lane_threadname())
  linda:receive("go")
end)()
T.equal(select(2, linda:receive("named")), name)
T.equal(h:get_threadname(), name)
T.equal(lanes.threads()[1].name, name)
linda:send("go", true)
h:join()

h = lanes.gen("*", { name = name }, function() return lane_threadname() end)()
h:join()
T.equal(h:get_threadname(), name)
