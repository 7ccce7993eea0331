-- Any library string opens the base library, and only that when it is empty.
local T = require "testing"
local lanes = require "lanes".configure()
for _, libs in ipairs { "", "base" } do
  local h = lanes.gen(libs, function()
    return type(print), type(_G), _VERSION, type(string), type(require), type(coroutine), _G._G == _G
  end)()
  T.same({ h[1], h[2], h[3], h[4], h[5] }, { "function", "table", _VERSION, "nil", "nil" })
  T.equal(h[6], (T.version == "5.1") and "table" or "nil")
  T.equal(h[7], true)
end
