-- A required module that starts a lane that requires it is an error, not the end of the process.
local T = require "testing"
local lanes = require "lanes".configure()
for _ = 1, 2 do
  local ok, message = pcall(lanes.gen("*", { required = { "fixtures.starts_lanes" } }, function() end))
  T.equal(ok, false)
  T.ok(message:find("could not create lane: 16 lanes are being prepared inside one another", 1, true), message)
end
T.equal(lanes.gen("*", function() return "fine" end)()[1], "fine")
