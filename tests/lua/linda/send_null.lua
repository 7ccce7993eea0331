-- The null marker: a send without values sends one nil; top-level nulls are nils.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
S.returns({ true }, l.send, l, l.null, "k")
S.returns({ n = 2, "k", nil }, l.receive, l, 0, "k")
l:send(0, l.null, "k")
S.returns({ n = 2, "k", nil }, l.receive, l, 0, "k")
l:send(l.null, "k", 1, 2)
T.equal(l:count("k"), 2)
S.returns({ 1, 2 }, l.get, l, "k", 9)
l:set("k")
l:send("k", l.null, { l.null })
S.returns({ n = 2, "k", nil }, l.receive, l, 0, "k")
local _, t = l:receive(0, "k")
T.equal(t[1], l.null, "nested nulls stay")
l:set("k", l.null)
S.returns({ n = 1, nil }, l.get, l, "k")
