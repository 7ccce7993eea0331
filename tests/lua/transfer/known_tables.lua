-- Library tables go by name too; a table unknown there is copied.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("*", function(s, t)
  local _, m = l:receive("k")
  return s == string, t[1] == table, m == math
end)(string, { table })
l:send("k", math)
T.same({ h:join() }, { true, true, true })
T.ok(lanes.gen("*", function() return string end)()[1] == string)
-- no library: the contents cannot be named there
T.raises("not found in", function() lanes.gen("", function() end)(os) end)
