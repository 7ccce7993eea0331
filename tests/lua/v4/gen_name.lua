-- The option `name`; "auto" takes it from where the body was written, or from where the generator is called for text.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure{strip_functions = false}

local function name_of(...) return lanes.gen("*", ...)():get_threadname() end
T.equal(name_of(function() end), "<unnamed>")
T.equal(name_of({name = ""}, function() end), "<unnamed>")
T.equal(name_of({name = "fred"}, function() end), "fred")
T.ok(name_of({name = "auto"}, function() end):find("gen_name.lua:10$"))
T.equal(name_of({name = "auto"}, print), "[C]:-1")
local start = lanes.gen("*", {name = "auto"}, "return lane_threadname()")
local h = start()
T.ok(h:get_threadname():find("gen_name.lua:13$"), h:get_threadname())
T.equal(h[1], h:get_threadname())
