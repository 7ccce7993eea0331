-- A linda is no key.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
T.raises("invalid key type", l.send, l, l, 1)
T.raises("invalid key type", l.get, l, lanes.linda())
