-- globals are set after the required modules were loaded.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("*", { required = { "fixtures.plain" }, globals = { package = "gone" } }, function()
  return package, require "fixtures.plain".data
end)()
T.equal(h[1], "gone")
