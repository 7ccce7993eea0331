-- A lane that does not end in time: false, "timeout"; soft and hard.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local release = lanes.linda()
local h = lanes.gen("*", function(release)
  while not release:get("end") do end
  return "own way"
end)(release)
S.returns({ false, "timeout" }, h.cancel, h, "soft", 0.05)
S.returns({ false, "timeout" }, h.cancel, h, "hard", 0.05)
S.returns({ false, "timeout" }, h.cancel, h, "soft")
release:set("end", true)
S.returns({ n = 1, "own way" }, h.join, h)
S.returns({ true, "done" }, h.cancel, h)
