-- A registered table resolves by name in a state that registered one under the same name.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local mine = { who = "main", sub = { who = "main's sub" } }
lanes.register("shared", mine)
local h = lanes.gen("*", function()
  local lanes = require "lanes"
  local theirs = { who = "lane", sub = { who = "lane's sub" } }
  lanes.register("shared", theirs)
  l:send("registered", true)
  local _, a = l:receive("k")
  local _, b = l:receive("k")
  return a == theirs, b == theirs.sub
end)()
l:receive("registered")
l:send("k", mine, mine.sub)
T.equal(h[1], true)
T.equal(h[2], true)
local other = lanes.gen("", function(m) return m.who, m.sub.who end)(mine)
T.equal(other[1], "main", "unknown there: copied")
T.equal(other[2], "main's sub")
