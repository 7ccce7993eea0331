-- api: 4
-- With user keepers the group has to be said, also by a call without a table; without them it need not.
local T = require "testing"
local lanes = require "lanes".configure { nb_user_keepers = 1 }
T.raises("Group is mandatory", lanes.linda)
T.raises("Group is mandatory", lanes.linda, nil)
T.raises("Group is mandatory", lanes.linda, {})
T.raises("Group is mandatory", lanes.linda, { name = "n" })
T.ok(lanes.linda { group = 0 })
