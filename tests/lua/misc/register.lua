-- lanes.register: names and module types.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
S.nothing(lanes.register, "a.module", {})
S.nothing(lanes.register, "a.function", function() end)
S.nothing(lanes.register, "c.function", print)
S.nothing(lanes.register, "a.userdata", io.stdout)
S.nothing(lanes.register, "extra", {}, 1, 2, 3)
for _, bad in ipairs { 5, "x", true, coroutine.create(function() end) } do
  T.raises("unexpected module type", lanes.register, "name", bad)
end
T.raises("unexpected module type", lanes.register, "name", nil)
T.equal(pcall(lanes.register), false)
T.equal(pcall(lanes.register, {}, {}), false)
T.equal(pcall(lanes.register, nil, {}), false)
