-- The globals option: every pair is copied and set raw, over the libraries.
local T = require "testing"
local lanes = require "lanes".configure()
local shared = { 1 }
local h = lanes.gen("", {
  globals = { n = 5, s = "x", f = function(x) return x * 2 end, t = { deep = { true } }, print = "mine",
    a = shared, b = shared, [1] = "one", [true] = "yes", up = type },
}, function()
  return n, s, f(4), t.deep[1], print, a == b, _G[1], _G[true], up == type
end)()
local r = T.pack(h:join())
T.same({ r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9] },
  { 5, "x", 8, true, "mine", false, "one", "yes", true })
