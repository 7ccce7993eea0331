-- timeout: 60
-- A batch beyond the stack is an ordinary error or simply works; the linda stays usable.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
for i = 1, 1200000 do l:send("k", i) end
local function count(ok, ...) return ok, select("#", ...) end
local ok, n = count(pcall(l.get, l, "k", 1200000))
if ok then T.equal(n, 1200000) end
T.equal(l:count("k"), 1200000)
ok = pcall(l.receive, l, 0, l.batched, "k", 1200000)
l:set("k", "fine")
T.equal(l:get("k"), "fine")
