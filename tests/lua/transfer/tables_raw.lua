-- Contents are copied raw: no metamethod runs.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local function trap() error "metamethod called" end
local t = setmetatable({ a = 1 }, { __index = trap, __newindex = trap, __pairs = trap, __len = trap, __ipairs = trap })
l:send("k", t)
local _, c = l:receive("k")
T.equal(rawget(c, "a"), 1)
T.equal(next(c, "a"), nil)
