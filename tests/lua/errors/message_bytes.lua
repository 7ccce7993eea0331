-- The bytes of the script's strings stay what they are in messages, UTF-8 or not.
local T = require "testing"
local S = require "support"
local odd = "\255\254bin\0z \244\143\191\191"
local reports = {}
local lanes = require "lanes".configure {
  on_lane_error = function(_, message) reports[#reports + 1] = message end,
}
local l = lanes.linda()

-- The error of a lane, read by index.
local h = lanes.gen("*", function(e) error(e, 0) end)(odd)
local _, e = h:join()
T.equal(e, odd)
T.raises(odd, function() return h[1] end)

-- Names in the errors of values, of their places and of functions.
local co = coroutine.create(function() end)
T.raises(odd, l.send, l, "k", { [odd] = co })
T.raises("." .. odd .. ".x' because", l.send, l, "k", { [odd] = { x = co } })
T.raises("'" .. odd .. "' cannot be copied", lanes.gen("*", { globals = { [odd] = co } }, function() end))

-- Words that mean nothing.
T.raises("unknown wake hint '" .. odd, l.cancel, l, odd)
T.raises("can't index a lane with '" .. odd, function() return h[odd] end)
T.raises("invalid hook option " .. odd, h.cancel, h, odd, 1)
T.raises("Bad '" .. odd, lanes.gen, "*", { [odd] = true }, function() end)

-- A failed lane that nobody has read.
do
  local unread = lanes.gen("*", function(e) error(e, 0) end)(odd)
  T.equal(S.final(unread), "error")
end
S.collect_until(function() return #reports > 0 end)
T.equal(reports[1], odd)
