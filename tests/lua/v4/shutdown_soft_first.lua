-- At the end lanes are asked softly first, so that they can tidy up.
-- api: 4
-- expect-stdout: asked softly
local S = require "support"
local lanes = require "lanes".configure()
local h = lanes.gen("*", function()
  local _, why = require "lanes".linda():receive("never")
  print("asked " .. cancel_test() .. (why == require "lanes".cancel_error and "ly" or ""))
end)()
S.reach(h, "waiting")
