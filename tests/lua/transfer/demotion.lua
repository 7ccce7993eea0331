-- demote_full_userdata: unknown full userdata becomes light userdata.
local T = require "testing"
local lanes = require "lanes".configure { demote_full_userdata = true, with_timers = false }
local l = lanes.linda()
local handle = lanes.gen("", function() end)()
for _, u in ipairs { io.stdout, handle } do
  l:send("k", u, { u })
  local _, a = l:receive("k")
  local _, b = l:receive("k")
  T.equal(type(a), "userdata")
  T.equal(getmetatable(a), nil)
  T.ok(a == b[1])
  T.ok(a ~= u)
end
l:send("k", l)
T.ok(select(2, l:receive("k")) == l, "lindas are not demoted")
T.equal(type(lanes.gen("", function(f) return f end)(io.stdout)[1]), "userdata")
