-- The forms of a forced cancel, on lanes that no request reaches.
local S = require "support"
local lanes = require "lanes".configure()
local g = lanes.gen("*", function() os.execute("sleep 2") end)
for _, form in ipairs { { true }, { true, 1 }, { 0.01, true }, { "hard", 0, true }, { "hard", true, 0.5 } } do
  local h = g()
  S.returns({ true, "killed" }, h.cancel, h, (table.unpack or unpack)(form))
end
