-- Every method wants a linda as self.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("", function() end)()
for _, m in ipairs { "send", "receive", "set", "get", "limit", "count", "dump", "cancel", "deep" } do
  for _, self in ipairs { 5, "x", {}, true, print, io.stdout, h, l.null } do
    T.raises("expecting a linda object", l[m], self, "k", 1)
  end
  T.raises("expecting a linda object", l[m])
  T.raises("expecting a linda object", l[m], nil)
end
