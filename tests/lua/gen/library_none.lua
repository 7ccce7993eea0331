-- Without a library string the lane has no library at all.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen(function()
  return _G == nil and print == nil and type == nil and pairs == nil and string == nil and require == nil
    and _VERSION == nil
end)()
T.equal(h[1], true)
T.raises("index", function() return lanes.gen(function() return ("x"):upper() end)()[1] end)
