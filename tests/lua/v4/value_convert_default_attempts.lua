-- api: 4
-- One conversion of a value is allowed without a setting.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local once = setmetatable({}, { __lanesconvert = function() return { "plain" } end })
local again = setmetatable({}, { __lanesconvert = function() return once end })
local forever = setmetatable({}, { __lanesconvert = function(o) return o end })
l:send("k", once)
T.same(select(2, l:receive "k"), { "plain" })
T.raises("more than 1 conversion attempts", l.send, l, "k", again)
T.raises("more than 1 conversion attempts", l.send, l, "k", forever)
T.raises("more than 1 conversion attempts", l.send, l, "k", { [again] = 1 })
T.raises("more than 1 conversion attempts", lanes.gen(function() end), forever)
T.equal(l:count "k", 0)
