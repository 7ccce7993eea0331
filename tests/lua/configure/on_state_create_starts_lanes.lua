-- An on_state_create that starts a lane each time it is called is an error, not the end of the process.
local T = require "testing"
local lanes = require "lanes".configure {
  on_state_create = function()
    if math then require "lanes".gen("*", function() end)() end
  end,
}
local function nothing() return "fine" end

local function check(ok, message)
  T.equal(ok, false)
  T.ok(message:find("on_state_create failed", 1, true), message)
  T.ok(message:find("could not create lane: 16 lanes are being prepared inside one another", 1, true), message)
end

check(pcall(lanes.gen("*", nothing)))
-- Those that failed do not count any more.
check(pcall(lanes.gen("*", nothing)))
T.equal(lanes.gen("base", nothing)()[1], "fine")

-- In the thread of a lane, too.
local lane = lanes.gen("base,package,string", function()
  local ok, message = pcall(require "lanes".gen("*", nothing))
  return ok, message
end)()
check(lane:join())
