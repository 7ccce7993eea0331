-- api: 4
-- convert_fallback = "decay": what has no metatable becomes its address; settings, globals and stack tables do not.
local T = require "testing"
local lanes = require "lanes"
lanes.configure { convert_fallback = "decay" }
local l = lanes.linda()
local t = {}
l:send("k", t)
local _, a = l:receive "k"
T.equal(type(a), "userdata")
l:send("k", t)
T.equal(select(2, l:receive "k"), a)
l:send("k", setmetatable({ t }, { __lanesconvert = nil, __index = { x = 1 } }))
local _, c = l:receive "k"
T.equal(c[1], a)
T.equal(c.x, 1)
local h = lanes.gen("*", { error_trace_level = nil, globals = { g = 5 } }, function()
  local lanes = require "lanes"
  return type(print), g, lanes.linda() ~= nil
end)()
T.equal(h[1], "function")
T.equal(h[2], 5)
T.equal(h[3], true)
local failing = lanes.gen("*", function() error "fails" end)()
local _, err = failing:join()
T.equal(type(err), "string")
