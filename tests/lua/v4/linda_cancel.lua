-- api: 4
-- cancel marks the linda, whatever side it wakes; "none" takes the mark away; nonsense changes nothing.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
for _, which in ipairs { "read", "write", "both" } do
  S.nothing(l.cancel, l, which)
  T.equal(l.status, "cancelled")
  S.nothing(l.cancel, l, "none")
  T.equal(l.status, "active")
end
S.nothing(l.cancel, l)
T.equal(l.status, "cancelled")
l:cancel "none"
T.raises("unknown wake hint 'bad'", l.cancel, l, "bad")
T.raises("wrong number of arguments", l.cancel, l, "both", 1)
T.equal(pcall(l.cancel, l, {}), false)
T.equal(l.status, "active")
local h = lanes.gen(function(l) return l:receive "k" end)(l)
S.reach(h, "waiting")
l:cancel "read"
S.results({ n = 2, nil, lanes.cancel_error }, h)
