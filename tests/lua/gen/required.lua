-- required: the modules are loaded in the lane and known there by name.
local T = require "testing"
local lanes = require "lanes".configure()
local plain = lanes.require "fixtures.plain"
plain.where = "main"
local h = lanes.gen("package,string", { required = { "fixtures.plain", "fixtures.func" } }, function(m)
  local mine = package.loaded["fixtures.plain"]
  return mine.data, m == mine, m.where, package.loaded["fixtures.func"](1)
end)(plain)
T.equal(h[1], 42)
T.equal(h[2], true, "the module table resolves to the lane's own")
T.equal(h[3], nil)
T.equal(h[4], 2)
