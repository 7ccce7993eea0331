-- Without track_lanes lanes.threads raises.
local T = require "testing"
local lanes = require "lanes".configure()
T.raises("lane tracking is not available", function() lanes.threads() end)
T.equal(require "lanes.core".threads, nil)
