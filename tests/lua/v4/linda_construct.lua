-- api: 4
-- lanes.linda takes nothing, nil or one table; its fields are checked.
local T = require "testing"
local lanes = require "lanes".configure { nb_user_keepers = 2 }
T.raises("too many arguments", lanes.linda, { group = 1 }, 1)
T.raises("too many arguments", lanes.linda, "n", 1)
for _, v in ipairs { true, 5, "n", print, io.stdout } do T.raises("expecting a table", lanes.linda, v) end
T.raises("invalid wake_period", lanes.linda, { group = 1, wake_period = "x" })
for _, n in ipairs { 0, -1, -math.huge, 0 / 0 } do
  T.raises("wake_period must be > 0", lanes.linda, { group = 1, wake_period = n })
end
for _, v in ipairs { {}, true, print } do T.raises("number expected", lanes.linda, { group = 1, wake_period = v }) end
for _, n in ipairs { -1, 3, 1e9, 0 / 0 } do T.raises("group out of range", lanes.linda, { group = n }) end
for _, v in ipairs { {}, "x", true } do T.raises("number expected", lanes.linda, { group = v }) end
for _, v in ipairs { 5, {}, true, print } do T.raises("name is not a string", lanes.linda, { group = 1, name = v }) end
for _, n in ipairs { -0.5, 0.9, 2.5, "1.5" } do T.ok(lanes.linda { group = n }) end -- fractions are cut off
for group = 0, 2 do T.ok(lanes.linda { group = group, name = "g", unknown = true, wake_period = 1e30 }) end
T.ok(lanes.linda { group = "2", wake_period = "never" })
