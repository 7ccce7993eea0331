-- With timers off the module itself works as an upvalue wherever lanes.core is loaded.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
for _, libs in ipairs { "*", "base,string,lanes.core" } do
  local h = lanes.gen(libs, function(x)
    local l = lanes.linda "made here"
    l:send("k", x)
    local _, v = l:receive(0, "k")
    local inner = lanes.gen("", function(a) return a * 2 end)(v)
    local lock = lanes.genlock(l, "lock", 1)
    return inner[1], lanes.cancel_error, lock(1, "try"), lock(1, "try"), tostring(l)
  end)(21)
  T.same({ h:join() }, { 42, lanes.cancel_error, true, false, "Linda: made here" })
end
local e = T.raises("destination transfer database", function()
  lanes.gen("", function() return lanes.linda() end)()
end)
T.ok(e:find("not found in", 1, true), e)
