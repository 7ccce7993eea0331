-- `on_state_create` is told what kind of state it is called in, before anything else of the lane is there.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure{on_state_create = function(kind)
  created = kind
  had = lane_threadname
end}

T.equal(lanes.gen("*", function() return created end)()[1], "lane")
T.equal(lanes.gen("*", function() return had end)()[1], nil)
