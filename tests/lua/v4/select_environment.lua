-- The environment variable LANES_API selects the API of 4.x for a script that says nothing about it.
-- api: 4
local T = require "testing"
local lanes = require "lanes"

T.equal(lanes.ABOUT.version, "4.0.1")
T.equal(require "lanes.v4".ABOUT.version, "4.0.1")
T.equal(require "lanes_core".version, "4.0.1")
