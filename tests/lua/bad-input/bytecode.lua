-- Broken chunks as bodies are errors of the generator call.
local T = require "testing"
local lanes = require "lanes".configure()
for _, text in ipairs { "(", "x x", "return return", "\27", "\27Lua", "goto nowhere", ("("):rep(10000) } do
  local g = lanes.gen("", text)
  T.raises("error when parsing lane function code", g)
end
