-- set_debug_threadname wants a string.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("", function()
  return pcall(set_debug_threadname, 5), pcall(set_debug_threadname, {}), (pcall(set_debug_threadname))
end)()
T.equal(h[1], false)
T.equal(h[2], false)
T.equal(h[3], false)
T.equal(h:get_debug_threadname(), "<unnamed>")
