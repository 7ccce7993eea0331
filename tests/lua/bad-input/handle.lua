-- timeout: 60
-- The methods of handles with odd arguments, on a finished and on a waiting lane.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { with_timers = false, on_lane_error = "ignore" }
local V = require "odd_values"
local all = V.all(lanes)
local finished = lanes.gen("", function() return 1, 2 end)()
S.final(finished)
for _, name in ipairs { "join", "cancel", "get_debug_threadname" } do
  V.try_method(lanes, finished[name], finished)
end
for _, v in ipairs(all) do
  if v[1] ~= nil then pcall(function() return finished[v[1]] end) end
end
T.equal(finished[1], 1)
T.equal(finished.status, "done")
for _, mode in ipairs { "soft", "hard", "count", "line", "call", "ret" } do
  for _, v in ipairs(all) do
    pcall(finished.cancel, finished, mode, v[1])
    pcall(finished.cancel, finished, mode, 1, v[1], v[1], v[1])
  end
end
T.equal(finished:join(), 1)
