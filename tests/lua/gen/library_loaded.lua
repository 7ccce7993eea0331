-- package.loaded lists what was opened; lanes.core is there and nowhere else.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("package,table,lanes.core", function()
  local l = package.loaded
  return l._G == _G, l.table == table, type(l["lanes.core"]), l.io == nil, type(l["lanes.core"].linda),
    l.package == package
end)()
T.same({ h[1], h[2], h[3], h[4], h[5], h[6] }, { true, true, "table", true, "function", true })
