-- A linda made from a table: name, group, wake_period.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
T.equal(tostring(lanes.linda { name = "n" }), "Linda: n")
T.ok(tostring(lanes.linda {}):find("^Linda: 0x"))
T.ok(tostring(lanes.linda { name = "" }):find("^Linda: 0x"))
lanes.linda { group = 7 }
lanes.linda { wake_period = "never", unknown_field = 1 }
lanes.linda { wake_period = 1e30 }
T.raises("name is not a string", lanes.linda, { name = 5 })
T.raises("invalid wake_period", lanes.linda, { wake_period = "often" })
T.raises("wake_period must be > 0", lanes.linda, { wake_period = 0 })
T.raises("wake_period must be > 0", lanes.linda, { wake_period = 0 / 0 })
T.raises("number expected", lanes.linda, { wake_period = {} })
T.raises("number expected", lanes.linda, { group = "x" })
T.raises("group out of range", lanes.linda, { group = 0 / 0 })
-- Fields are read as they are, without metamethods.
lanes.linda(setmetatable({}, { __index = function() error "not asked" end }))
local l = lanes.linda { wake_period = 0.01 }
local h = lanes.gen("base", function() return l:receive("k") end)()
S.reach(h, "waiting")
h:cancel("soft", 0, false) -- wakes nobody
S.returns({ lanes.cancel_error }, h.join, h, 20)
