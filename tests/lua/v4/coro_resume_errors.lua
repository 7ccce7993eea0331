-- What cannot be resumed, and what cannot cross: then the lane stands where it stood.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local text = "cannot resume non-suspended coroutine Lane"
local function refused(h, ...) T.equal(select(2, pcall(h.resume, h, ...)), text) end
refused(lanes.gen("*", function() end)())
local h = lanes.coro("*", function() return 1 end)()
refused(h)
h:join()
refused(h)
h = lanes.coro("*", function() error "x" end)()
refused(h)
h = lanes.coro("*", function() return coroutine.yield("y") end)()
T.raises("Failed to send resumed values", h.resume, h, coroutine.create(function() end))
T.raises("Failed to send resumed values", h.resume, h, print, coroutine.create(function() end))
T.equal(h.status, "suspended")
T.equal(h:resume("z"), "y")
T.equal(h[1], "z")
refused(h)

h = lanes.coro("*", function() coroutine.yield(coroutine.create(function() end)) end)()
T.raises("Failed to retrieve yielded values", h.resume, h)
T.equal(h.status, "suspended")
