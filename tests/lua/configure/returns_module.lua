-- configure returns the very table that require gave.
local T = require "testing"
local lanes = require "lanes"
T.ok(rawequal(lanes.configure {}, lanes))
T.ok(rawequal(require "lanes", lanes))
T.equal(lanes.configure, nil)
T.raises("attempt to call", function() lanes.configure() end)
