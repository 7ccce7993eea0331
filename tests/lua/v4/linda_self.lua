-- api: 4
-- Every method wants a linda.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
for _, m in ipairs { "cancel", "collectgarbage", "count", "deep", "dump", "get", "limit", "receive", "receive_batched",
  "restrict", "send", "set", "wake" } do
  for _, v in ipairs { 1, "k", {}, io.stdout, true } do T.raises("expecting a linda object", l[m], v, "k", 1) end
  T.raises("expecting a linda object", l[m])
end
