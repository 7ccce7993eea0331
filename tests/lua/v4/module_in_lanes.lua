-- In a lane the module is configured from the start, with the settings of the main state.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure{track_lanes = true, with_timers = true}

local h = lanes.gen("*", function()
  local lanes = require "lanes"
  local configure = lanes.configure
  return getmetatable(lanes), configure{} == lanes, lanes.configure == configure, type(lanes.threads()), type(lanes.timers())
end)()
T.same({h:join()}, {true, nil, true, true, "table", "table"})
