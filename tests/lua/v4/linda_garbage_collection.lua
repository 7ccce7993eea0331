-- api: 4
-- Lindas that hold each other, across groups, in lanes that collect: nothing waits for anything.
local T = require "testing"
local lanes = require "lanes".configure { nb_user_keepers = 3 }
local function work(groups)
  local lanes = require "lanes"
  for i = 1, 200 do
    local a = lanes.linda { group = i % groups }
    local b = lanes.linda { group = (i + 1) % groups }
    a:set("other", b)
    b:set("other", a, b)
    a:set(b, b)
    a:collectgarbage()
    collectgarbage()
  end
  return true
end
local a, b = lanes.gen("*", work)(4), lanes.gen("*", work)(3)
T.equal(a[1], true)
T.equal(b[1], true)
