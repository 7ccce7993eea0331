-- Handles cannot be handed to another lane.
local T = require "testing"
local lanes = require "lanes".configure()
local text = "can't copy non-deep full userdata across lanes"
local h = lanes.gen("", function() end)()
T.raises(text, function() lanes.gen("", function() end)(h) end)
T.raises(text, function() lanes.gen("", function() return h end)() end)
T.raises(text, function() lanes.linda():send("k", h) end)
T.raises(text, function() lanes.linda():send("k", { h }) end)
T.raises(text, function() lanes.gen("*", function()
  return require "lanes".gen("", function() end)()
end)():join() end)
T.equal(h:join(), nil)
