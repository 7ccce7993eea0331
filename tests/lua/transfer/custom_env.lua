-- only: lua5.2 lua5.3 lua5.4 lua5.5
-- A custom _ENV is copied like any table.
local T = require "testing"
local lanes = require "lanes".configure()
local f
do
  local _ENV = { x = 5 }
  function f() x = x + 1; return x end
end
local h = lanes.gen("", function(f) return f(), x end)(f)
T.equal(h[1], 6)
T.equal(h[2], nil)
T.equal(f(), 6)
