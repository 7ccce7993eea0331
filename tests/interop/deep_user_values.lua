-- User values of deep userdata go along with the proxy; what they refer to keeps its identity within the message.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local deep = require "deepsample"
local l = lanes.linda()

local d = deep.valued(1)
local value = { "value" }
T.ok(d:setuv(1, value))
-- In a function: no register holds the handle afterwards.
local function through_a_lane()
  local h = lanes.gen("package", function(u, t)
    local v = u:getuv(1)
    local same = v == t
    u:setuv(1, { v[1] .. "!" })
    return same, u
  end)(d, value)
  T.ok(h[1], "shared within the message")
  T.ok(rawequal(h[2], d))
  T.equal(d:getuv(1)[1], "value!", "they are those that came last")
end
through_a_lane()

-- A proxy that is among its own user values.
d:setuv(1, { d })
l:send("k", d)
local _, e = l:receive("k")
T.ok(rawequal(e, d) and rawequal(d:getuv(1)[1], d))

-- What cannot cross.
d:setuv(1, { coroutine.create(function() end) })
T.raises("Unable to copy table entry 'arg_2.uservalue[1]'", l.send, l, "k", d)
-- The lane's thread may still hold its results for a moment.
T.wait_until(function() collectgarbage() return d:refcount() == 1 end, 10, lanes.sleep)

if T.version >= "5.4" then
  d = deep.valued(3)
  T.ok(d:setuv(1, 1) and d:setuv(3, "three") and not d:setuv(4, 4))
  local r = lanes.gen("package", function(u) return u:getuv(1), u:getuv(2), u:getuv(3), u:setuv(4, 0) end)(d)
  T.same({ r[1], r[3], r[4] }, { 1, "three", false })
  T.equal(r[2], nil)
  -- A long chain ends in an error.
  local first = deep.valued(1)
  local last = first
  for _ = 1, 300 do
    local next_one = deep.valued(1)
    last:setuv(1, next_one)
    last = next_one
  end
  T.raises("userdata nested too deeply", l.send, l, "k", first)
end
-- 3.14's own kind has none that go along.
local plain = deep.new()
l:send("k", plain)
_, e = l:receive("k")
T.ok(rawequal(e, plain))
