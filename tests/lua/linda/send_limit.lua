-- A full key: send gives false when its time is up; nothing is stored.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:limit("k", 2)
S.returns({ true }, l.send, l, 0, "k", 1)
S.returns({ false }, l.send, l, 0, "k", 2, 3)
T.equal(l:count("k"), 1, "all or none")
S.returns({ true }, l.send, l, 0, "k", 2)
S.returns({ false }, l.send, l, 0, "k", 3)
local start = lanes.now_secs()
S.returns({ false }, l.send, l, 0.2, "k", 3)
T.ok(lanes.now_secs() - start >= 0.15)
T.equal(l:count("k"), 2)
S.returns({ true }, l.send, l, 0, "other", 1)
