-- Data that cannot be copied: an error, and nothing is stored.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local co = coroutine.create(function() end)
T.raises("tried to copy unsupported types", l.send, l, "k", co)
T.raises("tried to copy unsupported types", l.send, l, "k", 1, co)
T.raises("Unable to copy table entry", l.send, l, "k", 1, { co })
T.raises("can't copy non-deep full userdata", l.send, l, "k", io.tmpfile())
T.raises("tried to copy unsupported types", l.set, l, "k", co)
T.equal(l:count("k"), nil)
l:set("k", "kept")
T.equal(pcall(l.set, l, "k", co), false)
T.equal(l:get("k"), "kept")
