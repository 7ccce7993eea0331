-- api: 4
-- Full userdata that a name is known for goes by name: through lindas, as argument, as upvalue, as key.
local T = require "testing"
local lanes = require "lanes"
reachable = { file = io.tmpfile() }
lanes.configure()
local l = lanes.linda()
l:send("k", io.stdin, reachable.file)
T.ok(rawequal(select(2, l:receive "k"), io.stdin))
T.ok(rawequal(select(2, l:receive "k"), reachable.file))
local up = io.stderr
local h = lanes.gen("*", function(a, t) return a == io.stdin, up == io.stderr, t[io.stdout] end)(io.stdin, { [io.stdout] = "key" })
for i, want in ipairs { true, true, "key" } do T.equal(h[i], want) end
local nameless = io.tmpfile()
T.raises("can't copy non-deep full userdata across lanes", l.send, l, "k", nameless)
lanes.register("late", nameless)
l:send("k", nameless)
T.ok(rawequal(select(2, l:receive "k"), nameless))
T.raises("unexpected module type", lanes.register, "m", 5)
T.raises("string expected", lanes.register, {}, {})
nameless:close()
reachable.file:close()
