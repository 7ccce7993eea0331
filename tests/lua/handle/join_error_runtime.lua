-- Errors of the virtual machine come with their message and position.
local T = require "testing"
local lanes = require "lanes".configure()
local _, e, stack = lanes.gen("", function() local t; return t.x end)():join()
T.equal(type(e), "string")
T.ok(e:find("index", 1, true), e)
T.ok(e:find("join_error_runtime.lua", 1, true), e)
T.ok(#stack >= 1)
