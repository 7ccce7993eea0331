-- A __lanesclone that does a lot: it uses lindas, collects garbage, changes tables that are being sent, and starts lanes.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local l = lanes.linda()
local mt = {}
local u = newproxy and newproxy() or io.tmpfile()
debug.setmetatable(u, mt)
local busy = 0
function mt.__lanesclone(...)
  busy = busy + 1
  l:send("other", { busy })
  T.equal(select(2, l:receive("other"))[1], busy)
  l:set("k2", "x")
  T.equal(l:get("k2"), "x")
  collectgarbage()
  if select("#", ...) == 0 then return 64 end
end
l:send("k", { u, { u } }, u)
local _, t = l:receive("k")
T.equal(debug.getmetatable(t[2][1]), mt)
T.equal(debug.getmetatable(select(2, l:receive("k"))), mt)
T.ok(busy >= 9, "each clone takes three calls")

-- It sends its own userdata: the inner message is complete before the outer one.
local depth = 0
function mt.__lanesclone(...)
  if select("#", ...) == 0 then
    depth = depth + 1
    if depth < 20 then l:send("k", u) end
    return 8
  end
end
l:send("k", u)
T.equal(l:count("k"), 20)
l:set("k")

-- It starts a lane and waits for it.
function mt.__lanesclone(...)
  if select("#", ...) == 0 then return lanes.gen("", function() return 24 end)()[1] end
end
l:send("k", u)
T.equal(debug.getmetatable(select(2, l:receive("k"))), mt)

-- It adds to the table that is being sent: an error or success.
local all = { u = u, a = 1, b = 2 }
function mt.__lanesclone(...)
  for n = 1, 100 do all[n .. "x"] = n end
  for n = 1, 100 do all[n .. "x"] = nil end
  collectgarbage()
  if select("#", ...) == 0 then return 8 end
end
for _ = 1, 20 do pcall(l.send, l, "k", all) end
l:set("k")
mt.__lanesclone = function(...) if select("#", ...) == 0 then return 0 end end
l:send("k", u)
T.equal(l:count("k"), 1)

-- It finalizes the very linda by hand: an error.
for _, method in ipairs { "send", "set" } do
  gone = lanes.linda()
  function mt.__lanesclone(...)
    if gone then debug.getmetatable(gone).__gc(gone) end
    collectgarbage()
    if select("#", ...) == 0 then return 8 end
  end
  T.raises("expecting a linda object", gone[method], gone, "k", u)
  T.raises("expecting a linda object", gone[method], gone, "k", u, u)
end
for _, method in ipairs { "get", "dump", "receive" } do
  gone = nil
  local m = lanes.linda()
  m:set("k", u, u, u)
  gone = m
  local r = T.pack(pcall(m[method], m, "k"))
  T.ok(r[1], r[2])
end
gone = nil
