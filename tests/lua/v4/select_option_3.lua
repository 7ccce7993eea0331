-- `configure{api = 3}` selects the 3.x API where something else asks for 4.x.
-- api: 4
local T = require "testing"
local lanes = require "lanes"

T.raises("Bad parameter api: 5 (must be 3 or 4)", lanes.configure, {api = 5})
lanes.configure{api = 3, nb_keepers = 2}
T.equal(lanes.ABOUT.version, "3.14.0")
