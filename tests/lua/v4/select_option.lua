-- `configure{api = 4}` as the first call selects the 4.x API, and `configure{api = 3}` the 3.x one. Other numbers are
-- refused, and Lanes can be configured after that.
local T = require "testing"
local lanes = require "lanes"

T.raises("Bad api: 5", lanes.configure, {api = 5})
T.raises("Bad api: 4.5", lanes.configure, {api = 4.5})
T.raises("Bad api: 4", lanes.configure, {api = "4"})
T.equal(lanes.configure{api = 4, convert_max_attempts = 2}, lanes)
T.equal(lanes.ABOUT.version, "4.0.1")
