-- api: 4
-- only: lua5.3+
-- Functions travel without debug information, unless the setting says otherwise (value_strip_off.lua).
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("*", function()
  local info = debug.getinfo(1, "Sl")
  local ok, err = pcall(function() error "boom" end)
  local ok, err2 = pcall(function() local x; return x.y end)
  return info.short_src, info.currentline, err, err2
end)()
T.equal(h[1], "?")
T.equal(h[2], -1)
T.equal(h[3], "boom")
T.ok(h[4]:find("attempt to index", 1, true), h[4])
local upvalue = { "kept" }
local l = lanes.linda()
l:send("k", function() return upvalue, print end)
local _, f = l:receive "k"
local t, p = f()
T.equal(t[1], "kept")
T.equal(p, print)
l:send("k", f)
local _, g = l:receive "k"
T.equal((g())[1], "kept")
