-- The test helper itself, and how its failures look.
local T = require "testing"

T.ok(T.version:match("^5%.[1-5]$"), "the version is known")
T.equal(T.is51 and T.isjit, false)
T.equal(T.isjit, type(rawget(_G, "jit")) == "table")

local packed = T.pack(nil, 2, nil)
T.equal(packed.n, 3)
T.equal(select("#", T.unpack(packed, 1, packed.n)), 3)

T.equal(T.ok("value"), "value")
T.raises("what: got nil", T.ok, nil, "what")
T.raises("got 1, want 2", T.equal, 1, 2)
T.raises('got "1", want 1', T.equal, "1", 1)
T.raises("got table", T.equal, {}, {})

T.same({1, {x = "y"}, [true] = 0}, {1, {x = "y"}, [true] = 0})
T.same(0 / 0, 0 / 0)
T.raises('value[2]["x"] is "z", want "y"', T.same, {1, {x = "z"}}, {1, {x = "y"}})
T.raises("value[2] is 2, want nil", T.same, {1, 2}, {1})
T.raises("value[2] is nil, want 2", T.same, {1}, {1, 2})

local one, other = {}, {}
one.self, other.self = one, other
T.same(one, other)

-- The error of a failed assertion points at this file, and T.raises returns the error as it was.
T.ok(T.raises("got false", function() T.ok(false) end):find("basics.lua:", 1, true))
local marker = setmetatable({}, {__tostring = function() return "marked" end})
T.equal(T.raises("marked", error, marker), marker)
T.raises("no error", T.raises, "anything", function() end)
T.raises("want one with", T.raises, "this text", error, "other text")
T.raises("plain [text", error, "plain [text")

local calls = 0
T.equal(T.wait_until(function() calls = calls + 1; return calls > 3 and calls end, 5), 4)
local slept = 0
calls = 0
T.ok(T.wait_until(function() calls = calls + 1; return calls > 3 end, 5, function() slept = slept + 1 end))
T.equal(slept, 3)
T.raises("still waiting", T.wait_until, function() return false end, 0)
