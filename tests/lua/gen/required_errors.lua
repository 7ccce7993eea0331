-- required: wrong lists, no package library, missing and failing modules.
local T = require "testing"
local lanes = require "lanes".configure()
local function launch(libs, list) return lanes.gen(libs, { required = list }, function() return "ran" end)() end
local text = "required module list should be a list of strings"
T.raises(text, function() launch("*", { x = "io" }) end)
T.raises(text, function() launch("*", { 5 }) end)
T.raises(text, function() launch("*", { "string", false }) end)
T.raises(text, function() launch("*", { [2] = "string" }) end)
T.raises("cannot pre-require modules without loading 'package' library first",
  function() launch("string", { "fixtures.plain" }) end)
T.raises("no.such.module", function() launch("*", { "no.such.module" }) end)
local ok, e = pcall(launch, "*", { "fixtures.failing" })
T.equal(ok, false)
if type(e) == "table" then T.equal(e.code, "fixture failed") end
T.equal(launch("*", {})[1], "ran")
