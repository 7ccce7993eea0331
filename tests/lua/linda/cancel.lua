-- A cancelled linda: the five operations return CE alone, the others work; data survive.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda "cancelled"
l:send("k", 1, 2)
S.nothing(l.cancel, l)
S.returns({ CE }, l.send, l, "k", 3)
S.returns({ CE }, l.send, l, 0, "k", 3)
S.returns({ CE }, l.receive, l, "k")
S.returns({ CE }, l.receive, l, 0, "k", "other")
S.returns({ CE }, l.receive, l, l.batched, "k", 1)
S.returns({ CE }, l.set, l, "k", 9)
S.returns({ CE }, l.set, l, "k")
S.returns({ CE }, l.get, l, "k")
S.returns({ CE }, l.limit, l, "k", 1)
T.equal(l:count("k"), 2)
T.equal(l:dump().k.count, 2)
T.equal(type(l:deep()), "userdata")
T.equal(tostring(l), "Linda: cancelled")
T.raises("no data to send", l.send, l, "k") -- arguments are checked first
T.raises("invalid key type", l.receive, l, {})
l:cancel("none")
S.returns({ "k", 1 }, l.receive, l, "k")
S.returns({ true }, l.send, l, "k", 3)
