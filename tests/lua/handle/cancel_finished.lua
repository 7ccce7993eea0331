-- Cancelling a lane that has ended gives true and its status, in every mode, also after join.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { on_lane_error = "ignore" }
local forms = { {}, { 0 }, { 1 }, { true }, { false }, { "soft" }, { "soft", 1, true }, { "hard", 0, true },
  { "count", 1 }, { "line", 1, 0.1 }, { "call", 5 }, { "ret", 5, 0, true, 1 } }
local function check(h, status)
  for _, form in ipairs(forms) do S.returns({ true, status }, h.cancel, h, T.unpack(form)) end
end
local done = lanes.gen("", function() return 9 end)()
S.final(done)
check(done, "done")
T.equal(done:join(), 9)
check(done, "done")
local failed = lanes.gen("", function() error "x" end)()
S.final(failed)
check(failed, "error")
failed:join()
check(failed, "error")
