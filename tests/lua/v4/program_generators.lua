-- A program: coroutine lanes as generators that are chained, some ended early, some with errors, some never asked.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure{shutdown_timeout = 5}

local ends = lanes.linda{name = "ends"}
local naturals = lanes.coro("*", function(ends, from)
  set_finalizer(function() ends:send("over", "naturals") end)
  local n = from
  while true do
    local step = coroutine.yield(n)
    if step == nil then step = 1 end
    if step == 0 then error({at = n}) end
    n = n + step
  end
end)

-- Steps that come back from the resumer, values of all kinds, and none.
local g = naturals(ends, 1)
for want = 1, 5 do T.equal(g:resume(), want) end
T.equal(g:resume(10), 6)
T.equal(g:resume(nil), 16)
T.equal(g:resume(0), 17)
local ok, err = g:join(20)
T.equal(ok, nil)
T.equal(err.at, 17)
T.raises("cannot resume non-suspended coroutine Lane", g.resume, g)
T.same({ends:receive(20, "over")}, {"over", "naturals"})

-- A generator that itself holds one: the filter ends its source.
local filter = lanes.coro("*", function(ends)
  local lanes = require "lanes"
  local source = lanes.coro("*", function()
    for i = 1, 1000 do coroutine.yield(i, i % 3 == 0) end
    return "exhausted"
  end)()
  set_finalizer(function()
    local joined, last = source:join(20)
    ends:send("over", joined and last)
  end)
  while true do
    local i, fits = source:resume()
    if fits then coroutine.yield(i) end
  end
end)
local f = filter(ends)
for want = 3, 30, 3 do T.equal(f:resume(), want) end
-- Ending it leaves what it stood at.
T.same({f:join(20)}, {true, 33})
T.same({f:join()}, {true, 33})
T.equal(f[0], 1)
T.equal(f[1], 33)
T.same({ends:receive(20, "over")}, {"over", 34})

-- Inner coroutines are not the lane's yields; wrapped iterators go on across them.
local mixed = lanes.coro("*", function(text)
  local function words() for w in text:gmatch("%a+") do coroutine.yield(w) end end
  local count = 0
  for w in coroutine.wrap(words) do
    count = count + 1
    coroutine.yield(count, w)
  end
  return count
end)("one two three")
for i, w in ipairs{"one", "two", "three"} do T.same({mixed:resume()}, {i, w}) end
T.same({mixed:join()}, {true, 3})

-- Many at once, resumed in turns; a few told to stop at their yields.
local many = {}
for i = 1, 20 do many[i] = naturals(ends, i * 100) end
for round = 0, 9 do
  for i, h in ipairs(many) do T.equal(h:resume(), i * 100 + round) end
end
for i, h in ipairs(many) do
  if i % 2 == 0 then
    T.same({h:cancel("hard", 20)}, {true, "cancelled"})
    T.same(T.pack(h:join()), T.pack(nil, lanes.cancel_error))
  else
    T.equal(h[1], i * 100 + 10)
  end
end
for _ = 1, 20 do T.equal(ends:receive(20, "over"), "over") end
-- One that nobody asks stands there until the end.
naturals(ends, 1)
