-- timeout: 20
-- The script ends with lindas full of data and of other lindas.
local lanes = require "lanes".configure()
local l = lanes.linda()
for i = 1, 1000 do
  local inner = lanes.linda()
  inner:send("k", { i, inner }, function() return inner end)
  l:send("k", inner)
end
