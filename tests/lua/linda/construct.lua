-- The forms of lanes.linda.
local T = require "testing"
local lanes = require "lanes".configure()
for _, l in ipairs { lanes.linda(), lanes.linda("n"), lanes.linda(3), lanes.linda("n", 2), lanes.linda(""),
  lanes.linda(-1), lanes.linda(1.5), lanes.linda("n", 0) } do
  T.equal(type(l), "userdata")
  T.equal(getmetatable(l), "Linda")
  T.equal(l:send("k", 1), true)
end
