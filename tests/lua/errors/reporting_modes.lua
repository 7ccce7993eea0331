-- set_error_reporting: its modes and errors.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("", function()
  local n = select("#", set_error_reporting("basic")) + select("#", set_error_reporting("extended"))
  local _, bad = pcall(set_error_reporting, "verbose")
  local a, b, c = pcall(set_error_reporting), pcall(set_error_reporting, {}), pcall(set_error_reporting, nil)
  return n, bad, a, b, c
end)()
T.equal(h[1], 0)
T.ok(h[2]:find("unsupported error reporting model", 1, true), h[2])
T.equal(h[3], false)
T.equal(h[4], false)
T.equal(h[5], false)
