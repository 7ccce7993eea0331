-- gc_cb of a running lane: "selfdestruct"; the lane goes on by itself.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local calls = {}
do
  local h = lanes.gen("", { gc_cb = function(...) calls[#calls + 1] = T.pack(...) end }, function()
    set_debug_threadname "free"
    l:send("ready", true)
    l:receive("go")
    l:send("out", "still here")
  end)()
  l:receive("ready")
  h = nil
end
S.collect_until(function() return #calls > 0 end)
T.equal(#calls, 1)
T.equal(calls[1].n, 2)
T.equal(calls[1][1], "free")
T.equal(calls[1][2], "selfdestruct")
l:send("go", true)
T.equal(select(2, l:receive(20, "out")), "still here")
