-- C functions made after configure: those with upvalues cannot cross, the message says which.
local T = require "testing"
local lanes = require "lanes".configure { verbose_errors = true }
local w = coroutine.wrap(function() end)
local l = lanes.linda()
local e = T.raises("not found in main origin transfer database", l.send, l, "k", w)
T.ok(e:find("function referenced by 'arg_2'", 1, true), e)
e = T.raises("not found in main origin transfer database", l.send, l, "k", { a = w })
T.ok(e:find("function referenced by 'arg_2.a'", 1, true), e)
e = T.raises("origin transfer database", lanes.gen("", function() return w end))
T.ok(e:find("function referenced by 'w'", 1, true), e)
gw = w
e = T.raises("function '_G/gw' not found in main origin transfer database", l.send, l, "k", w)
T.ok(e)
