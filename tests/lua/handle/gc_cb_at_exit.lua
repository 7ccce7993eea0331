-- expect-stdout: called at exit: closed
-- gc_cb runs also while the main state closes.
local lanes = require "lanes".configure()
keep = lanes.gen("", { gc_cb = function(_, what) io.stdout:write("called at exit: ", what, "\n") end }, function() end)()
keep:join()
