-- api: 4
-- A wake period finds requests that wake nobody; it shortens no wait, and the configured one is for all lindas.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { linda_wake_period = 0.01 }
local CE = lanes.cancel_error
for _, l in ipairs { lanes.linda(), lanes.linda {}, lanes.linda { wake_period = 0.02 } } do
  local started = lanes.now_secs()
  S.returns({ n = 2, nil, "timeout" }, l.receive, l, 0.1, "k")
  T.ok(lanes.now_secs() - started > 0.09)
  l:limit("full", 0)
  local r = lanes.gen(function(l) return l:receive "k" end)(l)
  local s = lanes.gen(function(l) return l:send("full", 1) end)(l)
  S.reach(r, "waiting")
  S.reach(s, "waiting")
  r:cancel("soft", 0)
  s:cancel("soft", 0)
  S.results({ n = 2, nil, CE }, r)
  S.results({ n = 2, nil, CE }, s)
end
local never = lanes.linda { wake_period = "never" }
local h = lanes.gen(function(l) return l:receive "k" end)(never)
S.reach(h, "waiting")
h:cancel("soft", 0)
S.returns({ n = 2, nil, "timeout" }, h.join, h, 0.1)
never:wake()
S.results({ n = 2, nil, CE }, h)
