-- Globals a function uses are those of the destination, which it reads and writes.
local T = require "testing"
local lanes = require "lanes".configure()
value = "of main"
local function f() value = (value or "nothing") .. "!"; return value end
T.equal(lanes.gen("", f)()[1], "nothing!")
T.equal(lanes.gen("", { globals = { value = "of lane" } }, f)()[1], "of lane!")
T.equal(value, "of main")
local h = lanes.gen("", function(f) f(); return value, _G.value end)(f)
T.equal(h[1], "nothing!")
T.equal(h[2], "nothing!")
