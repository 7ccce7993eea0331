-- The statuses of a lane. It is cancelled when its last error is `cancel_error`, whoever raised it.
-- api: 4
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()

local l = lanes.linda()
local h = lanes.gen("*", function(l) l:receive("go") end)(l)
S.reach(h, "waiting")
l:send("go", 1)
h:join()
T.equal(h.status, "done")
h = lanes.gen("*", function() error "x" end)()
h:join()
T.equal(h.status, "error")
h = lanes.gen("*", function(e) error(e) end)(lanes.cancel_error)
h:join()
T.equal(h.status, "cancelled")
h = lanes.gen("*", function(e) return e end)(lanes.cancel_error)
T.equal(h[1], lanes.cancel_error)
T.equal(h.status, "done")
