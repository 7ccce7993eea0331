-- An error object marked __lanesignore becomes nil.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("", function() error(setmetatable({}, { __lanesignore = true })) end)()
local a, b, stack = h:join()
T.equal(a, nil)
T.equal(b, nil)
T.equal(type(stack), "table")
T.equal(h.status, "error")
