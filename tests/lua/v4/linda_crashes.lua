-- api: 4
-- Arguments that ended the original's process are ordinary errors or mean what they should.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local nan = 0 / 0
for _, f in ipairs { l.set, l.get, l.limit, l.restrict } do T.raises("invalid slot type", f, l, nan) end
T.raises("invalid slot type", l.send, l, nil, nan, 1)
T.raises("invalid slot type", l.receive, l, nil, nan)
S.returns({ "unlimited", "under" }, l.limit, l, "k", nil)
S.returns({ 0 }, l.get, l, "k", nil)
S.returns({ n = 2, nil, "timeout" }, l.receive_batched, l, 0, "k", 1, nil)
T.equal(pcall(function() return l.__gc end), false)
T.equal(pcall(function() return l.__gc(l) end), false)
T.equal(tostring(lanes.linda { name = ("n"):rep(24) }), "Linda: " .. ("n"):rep(24))
S.returns({ "none" }, l.restrict, l, "k", nil)
T.equal(pcall(l.restrict, l, "k", {}), false)
