-- Coroutines in lanes behave as they do in the main state.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local function body()
  local out = {}
  local function add(...) out[#out + 1] = table.concat({ ... }, ",") end
  local function show(...)
    local t = { ... }
    for i = 1, select("#", ...) do t[i] = tostring(t[i]):gsub("^.-:%d+: ", "") end
    return table.concat(t, ",")
  end
  local co = coroutine.create(function(a, b)
    local c = coroutine.yield(a + b)
    local d, e = coroutine.yield(c * 2)
    return d + e
  end)
  add(show(coroutine.resume(co, 1, 2)))
  add(show(coroutine.resume(co, 10)))
  add(show(coroutine.status(co)))
  add(show(coroutine.resume(co, 3, 4)))
  add(show(coroutine.status(co)))
  add(show(coroutine.resume(co)))
  add(show(coroutine.resume(coroutine.create(function() error("boom") end))))
  add(show(coroutine.resume(coroutine.create(function() error({}) end))):gsub("table: .*", "table"))
  local gen = coroutine.wrap(function(n) for i = 1, n do coroutine.yield(i) end return "end" end)
  add(show(gen(2), gen(), gen()))
  add(show(pcall(gen)))
  add(show(pcall(coroutine.wrap(function() error("in wrap") end))))
  add(show((pcall(coroutine.resume, 5))))
  add(show((pcall(coroutine.wrap, 5))))
  local me
  me = coroutine.create(function() return coroutine.resume(me) end)
  add(show(coroutine.resume(me)))
  local many = {}
  for i = 1, 200 do many[i] = i end
  local unpack = table.unpack or unpack
  add(show(select("#", coroutine.resume(coroutine.create(function(...) return ... end), unpack(many)))))
  local depth = 0
  local function nest() depth = depth + 1 if depth < 100 then coroutine.wrap(nest)() end end
  nest()
  add(show(depth))
  return table.concat(out, "\n")
end
T.equal(lanes.gen("*", body)()[1], body())
