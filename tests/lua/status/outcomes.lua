-- The final statuses.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { on_lane_error = "ignore" }
local function status(f, ...) return S.final(lanes.gen("*", f)(...)) end
T.equal(status(function() end), "done")
T.equal(status(function() return 1, 2 end), "done")
T.equal(status(function() error "x" end), "error")
T.equal(status(function() error() end), "error")
T.equal(status(function() return nil + 1 end), "error")
T.equal(status(function() error(require "lanes".cancel_error) end), "cancelled") -- without any request
T.equal(status(function() set_finalizer(function() error "x" end) end), "error")
T.equal(status(function() set_finalizer(function() error(require "lanes".cancel_error) end) end), "cancelled")
