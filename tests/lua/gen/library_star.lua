-- "*" opens what the stock interpreter has, and lanes.core.
local T = require "testing"
local lanes = require "lanes".configure()
local names = { "package", "table", "io", "os", "string", "math", "debug", "coroutine", "utf8", "bit32", "bit", "jit" }
local h = lanes.gen("*", function(names)
  local t = {}
  for _, n in ipairs(names) do t[n] = type(_G[n]) end
  return t, type(package.loaded["lanes.core"]), ("x"):upper()
end)(names)
for _, n in ipairs(names) do T.equal(h[1][n], type(rawget(_G, n)), n) end
T.equal(h[2], "table")
T.equal(h[3], "X")
