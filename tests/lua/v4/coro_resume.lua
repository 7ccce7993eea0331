-- A coroutine lane runs to its first yield by itself. Each resume returns what was yielded and sends its arguments, as
-- many as there are; the last one lets the body return.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local h = lanes.coro("*", function(...)
  local got = {select("#", ...)}
  got[2] = select("#", coroutine.yield("first", ...))
  got[3] = select("#", coroutine.yield())
  got[4] = select("#", coroutine.yield(nil, nil))
  return got
end)(1, nil, 3)
T.same(T.pack(h:resume()), T.pack("first", 1, nil, 3))
T.same(T.pack(h:resume("a", "b", nil, nil)), T.pack())
T.same(T.pack(h:resume(nil)), T.pack(nil, nil))
T.same(h[1], {3, 0, 4, 1})
T.same(T.pack(h:join()), T.pack(true, h[1]))
