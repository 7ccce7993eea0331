-- The optional timeout: a number or an explicit nil in first place; numeric strings are keys.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
T.equal(l:send("5", "for the key '5'"), true)
T.equal(l:count("5"), 1)
T.equal(l:send(nil, 5, "for the key 5"), true)
T.equal(l:send(0, 5, "another"), true)
T.equal(l:send(-1, 5, "third"), true)
T.equal(l:count(5), 3)
S.returns({ "5", "for the key '5'" }, l.receive, l, "5")
S.returns({ 5, "for the key 5" }, l.receive, l, nil, 5)
S.returns({ 5, "another" }, l.receive, l, -1, 5)
S.returns({ 5, "third" }, l.receive, l, 0, 5)
S.nothing(l.receive, l, 0, 5)
T.raises("no data to send", l.send, l, 0, "k")
T.equal(l:send(true, 1), true) -- a boolean is a key
S.returns({ true, 1 }, l.receive, l, true)
