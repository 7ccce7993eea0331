-- api: 4
-- A lane's request comes before everything in send and receive; the others ignore it. A hard one raises.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l, go = lanes.linda(), lanes.linda()
l:set("k", "v")
local h = lanes.gen("base", function(l, go, CE)
  while not go:count "go" do end
  local function is(a, b) return a == nil and b == CE end
  return is(l:send("k", 1)), is(l:send(0, "k", 1)), is(l:receive("k")), is(l:receive_batched(0, "k", 1)),
    (l:get("k")), select("#", l:set("x", 1)), l:count("k"), select("#", l:limit("x"))
end)(l, go, CE)
h:cancel("soft", 0)
go:set("go", 1)
S.results({ true, true, true, true, 1, 2, 1, 2 }, h)
local h = lanes.gen("base", function(l, go)
  while not go:count "hard" do end
  local ok, err = pcall(l.receive, l, 0, "k")
  local ok2, err2 = pcall(l.send, l, 0, "k", 1)
  return ok, err, ok2, err2
end)(l, go)
h:cancel("hard", 0)
go:set("hard", 1)
S.results({ false, CE, false, CE }, h)
