-- What a lane makes of a cancel request decides its status.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { on_lane_error = "ignore" }
local function status(mode, f)
  local l = lanes.linda()
  local h = lanes.gen("*", f)(l)
  l:receive(20, "ready")
  h:cancel(mode)
  return S.final(h)
end
local hard, soft = "hard", "soft"
T.equal(status(soft, function(l)
  l:send("ready", true)
  while not cancel_test() do end
  return "polite"
end), "done")
T.equal(status(hard, function(l)
  l:send("ready", true)
  while not cancel_test() do end
  error "my own"
end), "error")
T.equal(status(hard, function(l)
  l:send("ready", true)
  pcall(l.receive, l, "never")
end), "done")
T.equal(status(hard, function(l)
  l:send("ready", true)
  local _, e = pcall(l.receive, l, "never")
  error(e)
end), "cancelled")
T.equal(status(hard, function(l)
  l:send("ready", true)
  l:receive("never")
end), "cancelled")
