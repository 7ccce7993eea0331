-- A failed configure as the last thing a script does leaves a process that ends well.
local T = require "testing"
local lanes = require "lanes"
T.raises("keepers", function() lanes.configure { nb_keepers = 0.5 } end)
