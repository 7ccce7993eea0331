-- An error that is no string is raised as it is, except on 5.1 and LuaJIT, where it becomes one.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local h = lanes.gen("*", function() error({code = 7}) end)()
local ok, err = pcall(function() return h[1] end)
T.equal(ok, false)
if T.version == "5.1" then
  T.ok(err:find("table: "))
else
  T.equal(err.code, 7)
  T.equal(err, h[-1])
end
