-- A global table made before configure is known by name here: identical at home, a copy in a lane.
local T = require "testing"
config = { colour = "red", nested = { 1, 2 } }
local lanes = require "lanes".configure()
local l = lanes.linda()
l:send("k", config)
T.ok(select(2, l:receive("k")) == config, "identical at home")
local echo = lanes.gen("", function(t) return t.colour, t.nested[2], t end)(config)
T.equal(echo[1], "red")
T.equal(echo[2], 2)
l:send("k", config)
local h = lanes.gen("", function()
  local _, t = l:receive("k")
  return t.colour, t.nested[2]
end)()
T.same({ h:join() }, { "red", 2 })
