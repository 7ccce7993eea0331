-- `join` and indexing end a suspended lane: what it has yielded last is what it leaves, finalizers run, and it cannot be
-- resumed any more.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local l = lanes.linda()
local start = lanes.coro("*", function(l)
  set_finalizer(function(...) l:send("finalized", select("#", ...)) end)
  coroutine.yield("first")
  coroutine.yield("second", nil)
  return "never"
end)
local h = start(l)
T.equal(h:resume(), "first")
for _ = 1, 2 do
  T.same(T.pack(h:join(5)), T.pack(true, "second", nil))
end
T.equal(h.status, "done")
T.same(T.pack(l:receive(5, "finalized")), T.pack("finalized", 0))
h = start(l)
T.same({h[1], h[0], h[1]}, {"first", 1, "first"})
T.raises("cannot resume non-suspended coroutine Lane", h.resume, h)
