-- A C function of a module (stateful.c) that a lane has not loaded: the lane loads the module.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local answer = require "stateful".answer

T.equal(lanes.gen("*", function() return answer() end)():join(), 42)
T.equal(lanes.gen("*", function(f) return f == require "stateful".answer end)(answer):join(), true)

-- One that is in no module's table, but of a module's library.
local method = getmetatable(require "stateful").method
T.equal(lanes.gen("*", function() return method() end)():join(), 42)
-- A lane that cannot load modules gets the bare code.
T.equal(lanes.gen("base", function() return method() == nil end)():join(), true)

-- Through a linda, in a lane that has loaded it under no name that Lanes knows.
local l = lanes.linda()
l:send("f", answer)
T.equal(lanes.gen("*", function()
  local mine = require "stateful".answer
  local _, f = l:receive("f")
  return f == mine
end)():join(), true)

-- Back where it came from.
l:send("f", answer)
T.ok(select(2, l:receive("f")) == answer)

-- Where it cannot be loaded, the error says which one it is.
local e = T.raises("not found", lanes.gen("base", function(f) return f end), answer)
T.ok(e:find("stateful", 1, true), e)
