-- timeout: 60
-- An uncopyable value at the bottom of a deep structure is an ordinary error.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local t = coroutine.create(function() end)
for _ = 1, 200000 do t = { t } end
T.raises("because of value is of type 'thread'", l.send, l, "k", t)
T.equal(l:count("k"), nil)
