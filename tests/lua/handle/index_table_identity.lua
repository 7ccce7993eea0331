-- The outcome is fetched once: the same table comes back at every read.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("", function() local t = { 1 }; return t, t end)()
T.ok(rawequal(h[1], h[1]))
T.ok(rawequal(h[1], h[2]), "identity inside one transmission")
