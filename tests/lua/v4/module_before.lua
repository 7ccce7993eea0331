-- Before configure the module has `configure` and `null` only; reading those does not configure, anything else does.
-- api: 4
local T = require "testing"
local lanes = require "lanes"

T.equal(getmetatable(lanes), "Lanes")
local configure, null = lanes.configure, lanes.null
T.equal(type(null), "userdata")
T.equal(getmetatable(lanes), "Lanes", "still not configured")
T.equal(type(lanes.linda), "function")
T.equal(getmetatable(lanes), nil)
T.equal(lanes.null, null)
T.equal(lanes.linda().null, null)
T.ok(lanes.configure ~= configure)
