-- Results that cannot be copied: the joiner gets an ordinary error (3.14 aborted on nested ones).
local T = require "testing"
local lanes = require "lanes".configure()
local function join(libs, f) return lanes.gen(libs, f)():join() end
T.raises("tried to copy unsupported types", join, "*", function() return coroutine.create(print) end)
T.raises("tried to copy unsupported types", join, "*", function() return 1, coroutine.create(print), 2 end)
T.raises("Unable to copy table entry", join, "*", function() return { coroutine.create(print) } end)
T.raises("can't copy non-deep full userdata", join, "*", function() return io.stdout end)
T.raises("not found in", join, "*", function() return coroutine.wrap(print) end)
local h = lanes.gen("*", function() return { coroutine.create(print) } end)()
pcall(h.join, h)
T.equal(h.status, "done")
