-- String keys: status and the methods; anything else is an error, internals are not handed out.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("", function() end)()
for _, k in ipairs { "join", "cancel", "get_debug_threadname" } do T.equal(type(h[k]), "function", k) end
T.equal(type(h.status), "string")
for _, k in ipairs { "foo", "__gc", "__index", "cached_error", "cached_tostring", "1", "" } do
  T.raises("can't index a lane with '" .. k .. "'", function() return h[k] end)
end
for _, k in ipairs { true, false, {}, print, lanes.linda(), lanes.cancel_error } do
  T.equal(pcall(function() return h[k] end), false, tostring(k))
end
