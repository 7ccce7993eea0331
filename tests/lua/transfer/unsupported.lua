-- Threads and full userdata: the error texts, at top level and nested.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local co = coroutine.create(function() end)
T.raises("tried to copy unsupported types", l.send, l, "k", co)
T.raises("Unable to copy table entry 'arg_2.x' because of value is of type 'thread'", l.send, l, "k", { x = co })
T.raises("can't copy non-deep full userdata across lanes", l.send, l, "k", io.tmpfile())
T.raises("can't copy non-deep full userdata across lanes", l.send, l, "k", { io.tmpfile() })
local f = function() return co end
T.raises("Cannot copy upvalue type 'thread'", l.send, l, "k", f)
T.raises("thread", l.send, l, "k", setmetatable({}, { x = co }))
