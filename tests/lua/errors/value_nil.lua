-- only: lua5.1 lua5.2 lua5.3 lua5.4 luajit
-- error(nil): join gives nil, nil, stack and the status is error.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("", function() error(nil) end)()
local r = T.pack(h:join())
T.equal(r.n, 3)
T.equal(r[1], nil)
T.equal(r[2], nil)
T.equal(type(r[3]), "table")
T.equal(h.status, "error")
