-- The 3.x API has the option `name` too.
local T = require "testing"
local lanes = require "lanes".configure()

T.equal(lanes.gen("*", {name = "fred"}, function() end)():get_debug_threadname(), "fred")
T.raises("Bad 'name' option: number", lanes.gen, {name = 1}, function() end)
T.raises("Bad 'error_trace_level' option", lanes.gen, {error_trace_level = "basic"}, function() end)
