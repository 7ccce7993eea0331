-- A user-supplied preload table is usable in the lane; the default one does not travel.
local T = require "testing"
local lanes = require "lanes".configure()
package.preload["from.main"] = function() return "main" end
T.equal(lanes.gen("*", function() return package.preload["from.main"] == nil end)()[1], true)
local h = lanes.gen("*", { package = { preload = { ["given"] = function() return { v = "preloaded" } end } } },
  function() return require "given".v end)()
T.equal(h[1], "preloaded")
