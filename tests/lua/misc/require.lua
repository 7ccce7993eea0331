-- lanes.require loads a module and names its contents.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { with_timers = false }
local m = lanes.require "fixtures.plain"
T.equal(m, package.loaded["fixtures.plain"])
T.equal(select("#", lanes.require "fixtures.plain"), 1)
local l = lanes.linda()
l:send("k", m)
T.ok(select(2, l:receive("k")) == m, "the module table goes by name")
local h = lanes.gen("*", function(m)
  local lanes = require "lanes"
  local mine = lanes.require "fixtures.plain"
  l:send("in", true)
  local _, again = l:receive("k")
  return again == mine
end)()
l:receive("in")
l:send("k", m)
T.equal(h[1], true)
T.equal(type(lanes.require "fixtures.func"), "function")
T.raises("unsupported module type boolean", lanes.require, "fixtures.nothing")
T.equal(package.loaded["fixtures.nothing"], true)
T.raises("no.such.module", lanes.require, "no.such.module")
T.equal(pcall(lanes.require), false)
T.equal(pcall(lanes.require, {}), false)
T.ok(S)
