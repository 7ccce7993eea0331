-- Keys with slashes, and numbers of all kinds, are parts of lookup names as well.
local T = require "testing"
package.loaded["some/module"] = { t = {}, print = print }
Numbers = { [1.5] = {}, [2 ^ 53] = {}, [-1] = {} }
Both = { ["a/b"] = { "slash" }, a = { b = { "path" } } }
local lanes = require "lanes".configure { with_timers = false }
local l = lanes.linda()
local function back(v)
  l:send("k", v)
  return select(2, l:receive("k"))
end
T.ok(back(package.loaded["some/module"].t) == package.loaded["some/module"].t)
for _, key in ipairs { 1.5, 2 ^ 53, -1 } do
  T.ok(back(Numbers[key]) == Numbers[key], key)
end
-- Two objects of one name: no one is taken for the other.
T.equal(back(Both["a/b"])[1], "slash")
T.ok(back(Both.a.b) == Both.a.b)
