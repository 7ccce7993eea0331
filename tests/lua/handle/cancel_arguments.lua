-- Parsing of the arguments of cancel, on a lane that is waiting and must not be disturbed by errors.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local h = lanes.gen("", function(l) l:receive("never") end)(lanes.linda())
S.reach(h, "waiting")
T.raises("invalid hook option foo", h.cancel, h, "foo")
T.raises("invalid hook option 5", h.cancel, h, "5")
T.raises("invalid hook option ", h.cancel, h, "")
for _, mode in ipairs { "count", "line", "call", "ret" } do
  T.raises("hook count cannot be < 1", h.cancel, h, mode, 0)
  T.raises("hook count cannot be < 1", h.cancel, h, mode, -5)
  T.raises("hook count cannot be < 1", h.cancel, h, mode)
  T.equal(pcall(h.cancel, h, mode, {}), false)
end
T.raises("cancel timeout cannot be < 0", h.cancel, h, -1)
T.raises("cancel timeout cannot be < 0", h.cancel, h, "soft", -0.5)
T.raises("cancel timeout cannot be < 0", h.cancel, h, "hard", -1)
for _, self in ipairs { 5, "x", {}, lanes.linda() } do T.raises("Lane expected", h.cancel, self) end
T.equal(h.status, "waiting", "no failed call cancelled anything")
S.returns({ true, "cancelled" }, h.cancel, h, "hard", 20)
