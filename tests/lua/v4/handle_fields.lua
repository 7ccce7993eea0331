-- What else a handle has; its metamethods are out of reach.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local h = lanes.gen("*", function() end)()
T.equal(getmetatable(h), "Lane")
T.equal(type(h), "userdata")
for _, name in ipairs{"join", "cancel", "get_threadname", "resume"} do
  T.equal(type(h[name]), "function")
end
T.equal(h.error_trace_level, "minimal")
T.equal(lanes.gen({error_trace_level = "extended"}, "")().error_trace_level, "extended")
for _, name in ipairs{"__gc", "__index", "__close", "__metatable", "nope", "get_debug_threadname"} do
  T.raises("unknown field '" .. name .. "'", function() return h[name] end)
end
T.raises("Unknown key: true", function() return h[true] end)
T.raises("Unknown key: ", function() return h[{}] end)
T.raises("", function() h.x = 1 end)
