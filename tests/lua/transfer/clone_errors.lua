-- A __lanesclone that fails: its own error comes through, bad answers name the value, and nothing is stored or lost.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { with_timers = false }
local l = lanes.linda()
local mt = {}
local u = newproxy and newproxy() or io.tmpfile()
debug.setmetatable(u, mt)
local function sized(size) return function(...) if select("#", ...) == 0 then return size end end end

for _, size in ipairs { -1, 0.5, -0.5, 1 / 0, -1 / 0, 0 / 0, 1e300, 2 ^ 31, 2 ^ 53, 2 ^ 63 } do
  mt.__lanesclone = sized(size)
  local e = T.raises("__lanesclone gave a bad size: ", l.send, l, "k", 1, { a = u })
  T.ok(tostring(e):find("'arg_3.a'", 1, true), e)
end
for _, value in ipairs { 5, "text", true, false, {}, l } do
  mt.__lanesclone = value
  local e = T.raises("__lanesclone is not a function but a " .. type(value), l.send, l, "k", u)
  T.ok(tostring(e):find("'arg_2'", 1, true), e)
end
mt.__lanesclone = nil
T.raises("can't copy non-deep full userdata across lanes (value 'arg_2')", l.send, l, "k", u)

-- Errors of any type, from each call.
for _, value in ipairs { {}, "text", false, 5 } do
  mt.__lanesclone = function() error(value, 0) end
  S.throws(value, l.send, l, "k", u)
  mt.__lanesclone = function(...) if select("#", ...) == 0 then return 8 end error(value, 0) end
  S.throws(value, l.send, l, "k", u)
  mt.__lanesclone = function(...) if select("#", ...) == 3 then error(value, 0) end end
  S.throws(value, l.send, l, "k", u)
  -- A metamethod of the newest form refuses the other calls: what it says of its own call is the error.
  mt.__lanesclone = function(...) if select("#", ...) ~= 3 then error("refused", 0) end error(value, 0) end
  S.throws(value, l.send, l, "k", u)
  -- One of the oldest form fails in its own way: that is the error.
  mt.__lanesclone = function(...) if select("#", ...) > 0 then error("refused", 0) end error(value, 0) end
  S.throws(value, l.send, l, "k", u)
end
S.throws(lanes.cancel_error, function()
  mt.__lanesclone = function(...) error(select("#", ...) == 0 and lanes.cancel_error or "asked again", 0) end
  l:send("k", u)
end)
mt.__lanesclone = function() coroutine.yield() end
T.raises("yield", coroutine.wrap(function() l:send("k", u) end))
mt.__lanesclone = function() return mt.__lanesclone() + 1 end
T.raises("stack overflow", l.send, l, "k", u)
T.equal(l:count("k"), nil, "nothing was stored")

-- The receiver's metamethod fails: the receiver gets the error, and the value is consumed.
mt.__lanesclone = sized(8)
l:send("k", u, "next")
mt.__lanesclone = function() error("there", 0) end
S.throws("there", l.receive, l, "k")
T.equal(select(2, l:receive("k")), "next")
mt.__lanesclone = sized(8)
l:send("k", u)
mt.__lanesclone = nil
T.raises("has no __lanesclone in main", l.receive, l, "k")
T.equal(l:count("k"), 0)

-- A callable table will do; so will many clones, whose blocks go when the linda does.
mt.__lanesclone = setmetatable({}, { __call = function(_, ...) if select("#", ...) == 0 then return 8 end end })
l:send("k", u)
T.equal(debug.getmetatable(select(2, l:receive("k"))), mt)
mt.__lanesclone = sized(100000)
for _ = 1, 2000 do
  l:set("k", u, { u })
  local v = l:get("k")
  T.ok(v ~= u)
end
collectgarbage()
