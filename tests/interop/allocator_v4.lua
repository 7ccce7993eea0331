-- The allocator function of 4.x: told what the state is for, and a version in what it returns.
local T = require "testing"
local A = require "allocators"
local lanes = require "lanes.v4"
local function bad(text, f) T.raises(text, lanes.configure, { allocator = f }) end
bad("Bad config.allocator, must be a C function", function() end)
bad("config.allocator() shouldn't have upvalues", A.upvalued())
bad("Bad config.allocator function, provided value is not a userdata", A.none)
bad("Bad config.allocator function, provided value is too small to contain a valid AllocatorDefinition", A.small)
bad("Bad config.allocator function, provided value is too small to contain a valid AllocatorDefinition", A.counting)
local before = A.calls()
lanes.configure { allocator = A.counting4 }
T.equal(A.calls(), before + 1)
T.equal(A.hint(), "internal")
local h = lanes.gen("*", function() return 1 end)()
h:join()
T.equal(A.calls(), before + 2)
T.equal(A.hint(), "lane")
T.equal(A.used(), 0)
