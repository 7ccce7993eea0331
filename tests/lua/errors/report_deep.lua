-- The report of an error with a very deep stack has the same bound as its table.
local T = require "testing"
local S = require "support"
local reported
local lanes = require "lanes".configure { on_lane_error = function(_, message, stack) reported = { message, stack } end }
do
  local h = lanes.gen("*", function()
    local function recurse() return 1 + recurse() end
    return recurse()
  end)()
  S.reach(h, "error")
  h = nil
end
S.collect_until(function() return reported end)
T.ok(reported[1]:find("stack overflow", 1, true), reported[1])
local lines = select(2, reported[2]:gsub("[^\n]+", ""))
T.equal(lines, 251)
T.ok(reported[2]:find("\t... (skipping ", 1, true), reported[2])
