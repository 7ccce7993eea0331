-- api: 4
-- What can be read from a linda, and what raises.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
for _, m in ipairs { "cancel", "collectgarbage", "count", "deep", "dump", "get", "limit", "receive", "receive_batched",
  "restrict", "send", "set", "wake" } do
  T.equal(type(l[m]), "function", m)
end
T.equal(l.null, lanes.null)
T.equal(l.status, "active")
for _, k in ipairs { "batched", "nope", "__gc", "__index", "__close", "__metatable", "__add", "__acquire", "" } do
  T.raises("unknown field '" .. k .. "'", function() return l[k] end)
end
for _, k in ipairs { 1, true, {}, print, l } do
  T.raises("Unsupported linda indexing key type " .. type(k), function() return l[k] end)
end
T.raises("Unsupported linda indexing key type nil", function() return l[nil] end)
T.equal(getmetatable(l), "Linda")
T.equal(pcall(setmetatable, l, {}), false)
T.equal(pcall(function() l.x = 1 end), false)
T.equal(pcall(function() return #l end), false)
l:cancel()
T.equal(l.status, "cancelled")
l:cancel("none")
T.equal(l.status, "active")
