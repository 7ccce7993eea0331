-- Clonable userdata of a C module (clonable.c; build.sh says how to run this), in each form of __lanesclone.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local clonable = lanes.require "clonable"
local l = lanes.linda()
local made = 0

local function new(values, form)
  made = made + 1
  return clonable.new(values, form)
end

local function check(u, v, number, uv)
  T.ok(not rawequal(u, v), "a clone is another userdata")
  T.ok(rawequal(debug.getmetatable(v), debug.getmetatable(u)), "with the very metatable")
  T.equal(v:get(), number)
  T.equal(v:getuv(1), uv)
end

for _, form in ipairs { 314, 315, 316 } do
  local u = new(1, form)
  u:set(666)
  local value = { "my user value" }
  u:setuv(value)

  -- Through a linda.
  local before = clonable.copies()
  l:send("k", u)
  T.equal(clonable.copies() - before, 1, "one copy in")
  local _, v = l:receive("k")
  T.equal(clonable.copies() - before, 2, "and one out")
  check(u, v, 666, v:getuv())
  T.same(v:getuv(), value)
  T.ok(v:getuv() ~= value)

  -- Many readers of one value, and the same one twice in a message.
  l:set("k", { u, u, value })
  for _ = 1, 3 do
    local t = l:get("k")
    check(u, t[1], 666, t[3])
    check(u, t[2], 666, t[3])
    T.ok(t[1] ~= t[2], "no identity")
  end
  l:set("k")

  -- As argument, upvalue and result of a lane that has required the module: its metatable is the lane's own.
  local up = new(1, form)
  up:set(7)
  local h = lanes.gen("package,debug", { required = { "clonable" } }, function(u, name)
    local module = package.loaded.clonable
    u:set(u:get() + up:get())
    return u, debug.getmetatable(u) == module[name], u:getuv()[1]
  end)(u, "mt" .. form)
  local w, linked, text = h:join()
  check(u, w, 673, w:getuv())
  T.equal(text, "my user value")
  T.ok(linked, "the metatable is found by name")
  T.equal(u:get(), 666, "the original is untouched")

  -- In a lane that has not: the metatable is carried along, its functions go by their addresses.
  h = lanes.gen("debug", function(u) u:set(u:get() * 2) return u, debug.getmetatable(u) == nil end)(u)
  check(u, h[1], 1332, h[1]:getuv())

  -- From lane to lane through the linda.
  h = lanes.gen("package", { required = { "clonable" } }, function()
    local _, u = l:receive("k")
    l:send("back", u)
  end)()
  l:send("k", u)
  h:join()
  _, v = l:receive("back")
  check(u, v, 666, v:getuv())

  -- A receiver that does not come: what is left in the linda goes with it.
  local left = lanes.linda()
  left:send("k", u, { u })

  -- The metamethod fails in a lane for want of memory of its own: nothing is lost.
  local many = {}
  for n = 1, 1000 do
    many[n] = new(1, form)
    many[n]:set(n)
  end
  l:send("k", many)
  _, v = l:receive("k")
  for n = 1, 1000 do T.equal(v[n]:get(), n) end
end

-- User values: as many as there are.
if T.version >= "5.4" then
  for _, n in ipairs { 0, 1, 2, 10, 300 } do
    local u = new(n)
    for i = 1, n do T.ok(u:setuv({ i }, i)) end
    l:send("k", u)
    local _, v = l:receive("k")
    for i = 1, n do T.equal(v:getuv(i)[1], i) end
    T.ok(not v:setuv(1, n + 1), "and no more")
  end
  -- nil, a clone, a linda and the globals are values too.
  local u = new(5)
  local inner = new(0)
  inner:set(5)
  u:setuv(inner, 2)
  u:setuv(l, 3)
  u:setuv(_G, 4)
  u:setuv(0.5, 5)
  l:send("k", u)
  local _, v = l:receive("k")
  T.equal(v:getuv(1), nil)
  T.equal(v:getuv(2):get(), 5)
  T.ok(v:getuv(3) == l and v:getuv(4) == _G and v:getuv(5) == 0.5)
  -- A userdata that is its own user value has no end.
  u:setuv(u, 1)
  T.raises("userdata nested too deeply", l.send, l, "k", u)
  u:setuv(coroutine.create(function() end), 1)
  T.raises("Cannot copy user value type 'thread' (value 'arg_2.uservalue')", l.send, l, "k", u)
elseif T.version == "5.1" then
  -- A userdata without an environment of its own: the clone has that of its module's functions, too.
  local u = new()
  l:send("k", u)
  local _, v = l:receive("k")
  T.ok(rawequal(v:getuv(), u:getuv()))
  T.ok(rawequal(v:getuv(), debug.getfenv(debug.getmetatable(u).__lanesclone)))
end

-- A launch that fails after the userdata was copied.
T.raises("tried to copy unsupported types", lanes.gen("", function() end), new(), coroutine.create(function() end))

-- Every userdata is finalized once, whichever state it was in.
local mark = clonable.finalized()
local u = new()
for _ = 1, 100 do
  l:send("k", u)
  l:receive("k")
end
u = nil
for _ = 1, 3 do collectgarbage() end
T.ok(clonable.finalized() - mark >= 101, "the clones are finalized")
print("clonable: ok, " .. clonable.copies() .. " copies, " .. made .. " made")
