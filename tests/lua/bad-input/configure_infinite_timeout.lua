-- timeout: 20
-- An infinite shutdown_timeout: refused, or accepted and harmless with cooperative lanes.
local T = require "testing"
local lanes = require "lanes"
if not pcall(lanes.configure, { shutdown_timeout = 1 / 0 }) then lanes.configure() end
keep = lanes.gen("", function(l) l:receive("never") end)(lanes.linda())
T.ok(keep.status)
