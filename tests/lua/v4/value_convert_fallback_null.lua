-- api: 4
-- convert_fallback = lanes.null: what has no metatable becomes nil, what has one does not; lanes work as ever.
local T = require "testing"
local lanes = require "lanes"
lanes.configure { convert_fallback = lanes.null, with_timers = true }
local l = lanes.linda()
l:send("k", {}, 1, { 1 })
for _, want in ipairs { "nil", "number", "nil" } do T.equal(type(select(2, l:receive "k")), want) end
local mt = { __index = { field = "there" } }
l:send("k", setmetatable({ t = {}, n = 1 }, mt))
local _, c = l:receive "k"
T.equal(c.t, nil)
T.equal(c.n, 1)
T.equal(getmetatable(c), mt)
local h = lanes.gen("*", function(a, b)
  local lanes = require "lanes"
  local _, c = l:receive(1, "to lane")
  return a, b.n, c.field, type(lanes.linda())
end)({}, setmetatable({ n = 2 }, mt))
l:send("to lane", setmetatable({}, mt))
T.equal(h[1], nil)
T.equal(h[2], 2)
T.equal(h[3], "there")
T.equal(h[4], "userdata")
