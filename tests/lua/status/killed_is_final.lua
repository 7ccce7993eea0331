-- killed overrides whatever the thread does afterwards.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local h = lanes.gen("*", function() os.execute("sleep 1") end)()
h:cancel(true)
T.equal(h.status, "killed")
lanes.sleep(1.5) -- the system call has returned by now, or soon will
T.equal(h.status, "killed")
S.returns({ n = 2, nil, "killed" }, h.join, h)
