-- On LuaJIT compiled traces look at no hook. A loop that uses lindas, however little, is ended all the same.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
for name, loop in pairs {
  count = function() while true do l:count("k") end end,
  get = function() while true do l:get("k") end end,
  set = function() while true do l:set("k", 1) end end,
  limit = function() while true do l:limit("k", 5) end end,
  dump = function() while true do l:dump() end end,
  sometimes = function()
    while true do
      for _ = 1, 1000 do end
      l:get("k")
    end
  end,
  coroutine = function()
    local co = coroutine.wrap(function() while true do coroutine.yield(l:get("k")) end end)
    while true do co() end
  end,
} do
  for _, how in ipairs { { "count", 100, 20 }, { 0, true, 20 } } do
    local h = lanes.gen("*", function()
      l:send("up", true)
      loop()
    end)()
    l:receive(20, "up")
    local ended, status = h:cancel(T.unpack(how))
    T.equal(ended, true, name)
    T.equal(status, how[1] == "count" and "cancelled" or "killed", name)
    T.wait_until(function() return select("#", h:join(0)) == 0 or select(2, h:join(0)) == "killed" end, 20, lanes.sleep)
  end
end

-- One that polls ends, too.
local h = lanes.gen("*", function()
  local n = 0
  l:send("up", true)
  while not cancel_test() do n = n + 1 end
  return "polled"
end)()
l:receive(20, "up")
S.returns({ true, "done" }, h.cancel, h, "count", 1000000000, 20)
T.equal(h[1], "polled")
