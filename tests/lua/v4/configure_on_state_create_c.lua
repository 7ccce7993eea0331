-- A C function as `on_state_create` is called where lanes are made, with the same word, and not by `configure`.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure{on_state_create = error, nb_user_keepers = 3}

T.raises('on_state_create failed in lane: "lane"', lanes.gen("*", function() end))
