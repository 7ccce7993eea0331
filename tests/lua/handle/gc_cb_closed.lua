-- gc_cb of finished lanes: the name and "closed", also after join, for failed and cancelled lanes.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { on_lane_error = "ignore" }
local calls = {}
local function cb(...) calls[#calls + 1] = T.pack(...) end
local function run(body, finish)
  calls = {}
  do
    local h = lanes.gen("", { gc_cb = cb }, body)(lanes.linda())
    finish(h)
    h = nil
  end
  S.collect_until(function() return #calls > 0 end)
  T.equal(#calls, 1)
  T.equal(calls[1].n, 2)
  T.equal(calls[1][2], "closed")
  return calls[1][1]
end
T.equal(run(function() set_debug_threadname "worker" end, function(h) h:join() end), "worker")
T.equal(run(function() end, function(h) S.final(h) end), "<unnamed>")
T.equal(run(function() error "x" end, function(h) S.final(h) end), "<unnamed>")
T.equal(run(function(l) l:receive "never" end, function(h) h:cancel(20) end), "<unnamed>")
