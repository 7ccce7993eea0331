-- api: 4
-- wake makes waiters look again, with their old deadline; the status stays.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:limit("full", 0)
local r = lanes.gen(function(l) return l:receive(60, "k") end)(l)
local s = lanes.gen(function(l) return l:send(60, "full", 1) end)(l)
S.reach(r, "waiting")
S.reach(s, "waiting")
for _, which in ipairs { "both", "read", "write" } do S.nothing(l.wake, l, which) end
S.nothing(l.wake, l)
T.equal(l.status, "active")
S.returns({ n = 2, nil, "timeout" }, r.join, r, 0.02)
T.raises("unknown wake hint 'none'", l.wake, l, "none")
T.raises("wrong number of arguments", l.wake, l, "both", "both")
r:cancel("hard")
s:cancel("hard")

-- Requests that wake nobody are seen by waiters that are woken. (By others: those above may still look around.)
r = lanes.gen(function(l) return l:receive(60, "k") end)(l)
s = lanes.gen(function(l) return l:send(60, "full", 1) end)(l)
S.reach(r, "waiting")
S.reach(s, "waiting")
r:cancel("soft", 0)
s:cancel("soft", 0)
S.returns({ n = 2, nil, "timeout" }, r.join, r, 0.02)
l:wake "read"
S.results({ n = 2, nil, lanes.cancel_error }, r)
S.returns({ n = 2, nil, "timeout" }, s.join, s, 0.02)
l:wake "write"
S.results({ n = 2, nil, lanes.cancel_error }, s)
