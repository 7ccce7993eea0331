-- api: 4
-- What is said when a value cannot cross, or is not known where it arrives.
local T = require "testing"
local lanes = require "lanes".configure { verbose_errors = true }
local l = lanes.linda()
local thread = coroutine.create(function() end)
T.raises("tried to copy unsupported types", l.send, l, "k", thread)
T.raises("Unable to copy table entry 'arg#2.a' because of value is of type 'thread'", l.send, l, "k", { a = thread })
T.raises("'arg#3.a[1]'", l.send, l, "k", 1, { a = { thread } })
T.raises("'arg#2[true]'", l.send, l, "k", { [true] = thread })
T.raises("'arg#2[1.5]'", l.send, l, "k", { [1.5] = thread })
T.raises("'arg#2[7]'", l.send, l, "k", { [7] = thread })
T.raises("'arg#2[U:0x", l.send, l, "k", { [l:deep()] = thread })
T.raises("'arg#2[U:<FULL>]'", l.send, l, "k", { [l] = thread })
T.raises("Cannot copy upvalue type 'thread'", l.send, l, "k", function() return thread end)
T.raises("'arg#1.x'", lanes.gen(function() end), { x = thread })
-- Unknown in the destination: functions and userdata by their names, the lane by its own or "main".
l:send("f", string.format)
l:send("u", io.stdout)
local h = lanes.gen("base", function()
  local _, a = pcall(l.receive, l, 0, "f")
  local _, b = pcall(l.receive, l, 0, "u")
  return a, b
end)()
T.ok(h[1]:find("linda: 'string/format' not found in main destination transfer database.", 1, true), h[1])
T.ok(h[2]:find("linda: userdata 'io/stdout' not found in main destination transfer database.", 1, true), h[2])
