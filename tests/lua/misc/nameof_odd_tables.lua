-- nameof walks cycles, odd keys and metatables without harm.
local T = require "testing"
local lanes = require "lanes".configure()
loop = {}
loop.loop = loop
loop[loop] = loop
loop[true] = { deep = {} }
guarded = setmetatable({}, { __index = function() error "walked with metamethods" end, inner = {} })
T.equal(select(2, lanes.nameof(getmetatable(guarded).inner)), "_G/guarded/__metatable/inner")
local t = {}
chain = t
for _ = 1, 500 do t.n = {}; t = t.n end
T.equal(select(2, lanes.nameof(t)), "_G/chain" .. ("/n"):rep(500))
T.equal((lanes.nameof({})), "table")
