-- What an allocator function may get wrong: an error of configure, which can be called again.
local T = require "testing"
local A = require "allocators"
local lanes = require "lanes"
local function bad(text, f) T.raises(text, lanes.configure, { allocator = f }) end
local prefix = "Bad config.allocator function, "
bad(prefix .. "provided value is not a userdata", A.none)
bad(prefix .. "provided value is too small to contain a valid AllocatorDefinition", A.small)
bad(prefix .. "AllocatorDefinition has no function", A.empty)
bad(prefix .. "provided value is not a userdata", tostring and collectgarbage)
bad("raised by the allocator function", A.raising)
bad("config.allocator() shouldn't have upvalues", A.upvalued())
-- One without memory: no lane can be made.
lanes.configure { allocator = A.refusing, with_timers = false }
T.raises("could not create lane: out of memory", lanes.gen("*", function() end))
T.raises("could not create lane: out of memory", lanes.gen("", function() end))
