-- api: 4
-- strip_functions = false keeps debug information; before 5.3 it always stays.
local T = require "testing"
local lanes = require "lanes".configure { strip_functions = false }
local h = lanes.gen("*", function()
  local ok, err = pcall(function() error "boom" end)
  return debug.getinfo(1, "S").short_src, err
end)()
T.ok(h[1]:find("value_strip_off", 1, true), h[1])
T.ok(h[2]:find("value_strip_off.lua:%d+: boom"), h[2])
