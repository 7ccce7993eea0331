-- expect-stderr: nobody reads this error
-- A failed lane whose handle is collected unread is reported on stderr by default.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local collected = false
do
  local h = lanes.gen("", { gc_cb = function() collected = true end }, function() error "nobody reads this error" end)()
  S.reach(h, "error")
  h = nil
end
S.collect_until(function() return collected end)
T.equal(collected, true)
