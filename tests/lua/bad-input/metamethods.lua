-- Metamethods of lindas and handles called by hand with odd arguments.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local V = require "odd_values"
local l, h = lanes.linda(), lanes.gen("", function() return 1 end)()
for _, mt in ipairs { debug.getmetatable(l), debug.getmetatable(h) } do
  for name, f in pairs(mt) do
    if type(f) == "function" and name ~= "__gc" and type(name) == "string" and name:sub(1, 2) == "__" then
      for _, v in ipairs(V.all(lanes)) do
        pcall(f, v[1])
        pcall(f, v[1], v[1])
        pcall(f, l, v[1])
        if name ~= "__index" or type(v[1]) ~= "number" then pcall(f, h, v[1]) end
      end
      pcall(f)
    end
  end
end
T.equal(h[1], 1)
