-- Yields and resumes in places where nobody expects them: finalizers, metamethods, inner coroutines, converters, the lane's own
-- handles. Each works as Lua has it or is an ordinary error.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure{shutdown_timeout = 5}
local function start(f, ...) return lanes.coro("*", f)(...) end

-- A finalizer cannot yield; the error is the lane's.
local h = start(function() set_finalizer(function() coroutine.yield("no") end) return 1 end)
local ok, err = h:join(20)
T.equal(ok, nil)
T.ok(tostring(err):find("yield", 1, true), err)
T.equal(h.status, "error")

-- A yield within pcall works where Lua has that, and is pcall's error elsewhere.
h = start(function() return pcall(function() return coroutine.yield("in pcall") end) end)
if T.is51 then
  T.same({h:join(20)}, {true, false, h[2]})
else
  T.equal(h:resume("back"), "in pcall")
  T.same({h:join(20)}, {true, true, "back"})
end

-- In a comparison, too: there it may work.
h = start(function()
  local mt = {__lt = function() return coroutine.yield("less") end}
  return pcall(function() return setmetatable({}, mt) < setmetatable({}, mt) end)
end)
if h.status == "suspended" or not T.is51 and not T.isjit then
  T.equal(h:resume(true), "less")
  T.same({h:join(20)}, {true, true, true})
else
  T.equal(h:join(20), true)
end

-- Many values, large values, and the same linda back and forth.
local l = lanes.linda()
h = start(function(l)
  local n, big = select("#", coroutine.yield(l)), nil
  big = coroutine.yield(n)
  return #big, select(2, l:receive(5, "k"))
end, l)
T.ok(rawequal(h:resume((table.unpack or unpack)({}, 1, 200)), l))
T.equal(h:resume(("x"):rep(1e6)), 200)
l:send("k", l)
local _, length, back = h:join(20)
T.equal(length, 1e6)
T.ok(rawequal(back, l))

-- A converter of a yielded value runs in the lane, and cannot yield itself.
h = start(function()
  local mt = {__lanesconvert = function() return coroutine.yield("from the converter") end}
  coroutine.yield(setmetatable({}, mt))
end)
T.raises("", h.resume, h)
h:cancel("hard", 20)

-- Resuming from a finalizer and from a coroutine of the resumer, and after the end.
h = start(function() for i = 1, 3 do coroutine.yield(i) end return "end" end)
T.same({coroutine.wrap(function() coroutine.yield(h:resume()) end)()}, {1})
local helper = lanes.gen("*", function(l)
  local lanes = require "lanes"
  local inner = lanes.coro("*", function() coroutine.yield("inner") end)()
  set_finalizer(function() l:send("k", inner:resume()) end)
end)(l)
T.same({l:receive(20, "k")}, {"k", "inner"})
T.same({helper:join(20)}, {true})
T.equal(h:resume(), 2)
T.equal(h:resume(), 3)
T.equal(h[1], "end")
T.raises("cannot resume non-suspended coroutine Lane", h.resume, h)
-- Wrong handles.
for _, wrong in ipairs{1, "x", {}, l, io.stdout} do T.equal(pcall(h.resume, wrong), false) end
T.equal(pcall(h.resume), false)
