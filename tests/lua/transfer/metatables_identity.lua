-- One copy of a metatable per state for ever, whichever way the objects come.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local mt = { version = "old" }
local up = setmetatable({}, mt)
local a, b = setmetatable({}, mt), setmetatable({}, mt)
l:send("k", setmetatable({}, mt))
local h = lanes.gen("", function(a, b)
  local _, c = l:receive("k")
  local _, d = l:receive("later")
  local m = getmetatable(a)
  return m == getmetatable(b), m == getmetatable(c), m == getmetatable(d), m == getmetatable(up),
    getmetatable(d).version
end)(a, b)
mt.version = "new" -- not propagated: the lane has its copy
l:send("later", setmetatable({}, mt))
T.same({ h:join() }, { true, true, true, true, "old" })
