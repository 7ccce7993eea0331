-- verbose_errors: the path to the offending value stands in the message.
local T = require "testing"
local lanes = require "lanes".configure { verbose_errors = true }
local l = lanes.linda()
local co = coroutine.create(function() end)
local function path(want, ...)
  T.raises("Unable to copy table entry '" .. want .. "' because of value is of type 'thread'", l.send, l, "k", ...)
end
path("arg_2.a", { a = co })
path("arg_2.a.b", { a = { b = co } })
path("arg_3[1]", 1, { co })
path("arg_2[true]", { [true] = co })
path("arg_2[1.5].x", { [1.5] = { x = co } })
T.raises("'arg_2[U:", l.send, l, "k", { [l.null] = co })
T.raises("'arg_1.x'", lanes.gen("", function() end), { x = co })
T.raises("'arg_2.x'", lanes.gen("", { globals = { g = { x = co } } }, function() end))
local t = { z = co }
T.raises("'t.z'", lanes.gen("", function() return t end))
T.raises("'arg_2.__index.x'", l.send, l, "k", setmetatable({}, { __index = { x = co } }))
T.raises("metatable entry", l.send, l, "k", setmetatable({}, { x = co }))
