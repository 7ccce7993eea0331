-- Any copyable value travels as an error value.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local function raised(v)
  local r = T.pack(lanes.gen("", function(v) error(v, 0) end)(v):join())
  T.equal(r[1], nil)
  T.equal(r.n, 3)
  return r[2]
end
T.equal(raised("text\0more"), "text\0more")
T.equal(raised(12), 12)
T.equal(raised(true), true)
T.same(raised { a = { b = 1 } }, { a = { b = 1 } })
T.ok(raised(l) == l, "lindas keep identity")
T.equal(raised(function() return 8 end)(), 8)
local mt = { __index = { kind = "object" } }
T.equal(getmetatable(raised(setmetatable({}, mt))), mt)
