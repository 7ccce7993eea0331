-- The error of a name that a lane does not know says which library to open; that of Lanes is "lanes_core" in 4.x.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()
local body = function() end
T.raises("Open 'lanes_core' (or '*')", lanes.gen("base", body), lanes.sleep)
lanes.gen("base,lanes_core", body)(lanes.sleep):join()
T.raises("Open 'math'", lanes.gen("base", body), math)
