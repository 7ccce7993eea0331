-- Results that cannot be copied: the joiner gets an ordinary error (3.14 aborted on nested ones).
local T = require "testing"
local lanes = require "lanes".configure()
local function join(libs, f) return lanes.gen(libs, f)():join() end
T.raises("tried to copy unsupported types", join, "*", function() return coroutine.create(function() end) end)
T.raises("tried to copy unsupported types", join, "*", function() return 1, coroutine.create(function() end), 2 end)
T.raises("Unable to copy table entry", join, "*", function() return { coroutine.create(function() end) } end)
T.raises("can't copy non-deep full userdata", join, "*", function() return io.tmpfile() end)
T.raises("not found in", join, "*", function() return coroutine.wrap(function() end) end)
local h = lanes.gen("*", function() return { coroutine.create(function() end) } end)()
pcall(h.join, h)
T.equal(h.status, "done")
