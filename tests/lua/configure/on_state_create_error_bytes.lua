-- The message of an error in on_state_create keeps its bytes.
local T = require "testing"
local lanes = require "lanes".configure {
  on_state_create = function() error("\255\254bin\0z", 0) end,
}
T.raises("\255\254bin\0z", lanes.gen("*", function() end))
