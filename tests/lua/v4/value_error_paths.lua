-- Without verbose_errors messages tell where the value is, too.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local thread = coroutine.create(function() end)
T.raises("'arg#2.a[1]'", l.send, l, "k", {a = {thread}})
T.raises("'arg#2.a[1]'", l.set, l, "k", {a = {thread}})
T.raises("'arg#2.x'", lanes.gen(function() end), 1, {x = thread})
