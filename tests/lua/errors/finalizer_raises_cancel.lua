-- A finalizer that raises CE makes the lane cancelled.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local h = lanes.gen("", function()
  set_finalizer(function() error(CE) end)
  return "lost"
end)()
S.nothing(h.join, h)
T.equal(h.status, "cancelled")
