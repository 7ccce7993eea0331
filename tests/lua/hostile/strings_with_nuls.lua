-- Bytecode and strings with NULs wherever a string is taken.
local T = require "testing"
local lanes = require "lanes".configure { shutdown_timeout = 1 }
local odd = { "", "\0", "a\0b", "\0\0", ("\0"):rep(300), ("x"):rep(21) .. "\0", "\27Lua", "\27LJ\2", string.dump(function() return 7 end) }
local l = lanes.linda()
for _, s in ipairs(odd) do
  T.equal(l:send(nil, s, s), true)
  local k, v = l:receive(1, s)
  T.equal(k, s)
  T.equal(v, s)
  T.ok(tostring(lanes.linda(s)))
  pcall(lanes.gen, s, print)
  pcall(lanes.gen, "*", { required = { s } }, print)
  pcall(lanes.require, s)
  pcall(lanes.register, s, {})
  pcall(function() lanes.gen("*", function() set_debug_threadname(s) end)():join() end)
  local h = lanes.gen("*", function() return s end)()
  T.equal(h[1], s)
  pcall(function() return h[s] end)
  pcall(h.cancel, h, s)
  pcall(l.cancel, l, s)
  l:cancel("none")
end
-- A body given as a string of bytecode runs, or is refused, as the Lua does it.
pcall(function() T.equal(lanes.gen("*", string.dump(function() return 7 end))()[1], 7) end)
