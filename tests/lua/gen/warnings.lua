-- only: lua5.4 lua5.5
-- expect-stderr: Lua warning: in two pieces
-- expect-stderr: Lua warning: @on
-- Warnings in a lane are those of any state: off until they are switched on, and one line however many pieces they have.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("*", function()
  warn("not", "seen")
  warn("@on")
  warn("in ", "two ", "pieces")
  warn("@", "on")
  warn("@unknown")
  warn("@off")
  warn("not seen")
  return true
end)()
T.equal(h[1], true)
