-- api: 4
-- Without user keepers there is only group 0.
local T = require "testing"
local lanes = require "lanes".configure()
T.ok(lanes.linda())
T.ok(lanes.linda(nil))
T.ok(lanes.linda {})
T.ok(lanes.linda { group = 0 })
T.raises("group out of range", lanes.linda, { group = 1 })
