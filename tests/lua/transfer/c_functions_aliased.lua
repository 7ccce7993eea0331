-- A library's function that has another, shorter name too goes by the library's: that is the one lanes know. It does not
-- reach a lane that lacks the library.
local T = require "testing"
E_, T_ = os.execute, tostring
local lanes = require "lanes".configure { with_timers = false }
T.equal(lanes.gen("base", function(f) return f(1) end)(tostring):join(), "1")
T.equal(lanes.gen("base,os", function(f) return f == os.execute end)(os.execute):join(), true)
T.raises("function 'os/execute' not found", lanes.gen("base", function(f) return f end), os.execute)
