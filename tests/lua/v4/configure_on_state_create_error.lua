-- An error in `on_state_create` is raised where the lane is started.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure{strip_functions = false, on_state_create = function() error("no", 0) end}

T.raises('on_state_create failed in lane: "no"', lanes.gen("*", function() end))
