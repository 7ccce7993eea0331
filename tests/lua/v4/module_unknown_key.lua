-- Reading an unknown key configures too, and gives nil.
-- api: 4
local T = require "testing"
local lanes = require "lanes"

T.equal(lanes.no_such_thing, nil)
T.equal(getmetatable(lanes), nil)
