-- api: 4
-- Bad converters, and converters that raise: the error is the sender's, and nothing was sent.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local function converting(c) return setmetatable({}, { __lanesconvert = c }) end
for _, v in ipairs { 5, true, {} } do
  T.raises("Invalid __lanesconvert type " .. type(v), l.send, l, "k", converting(v))
end
T.raises("Invalid __lanesconvert type userdata", l.send, l, "k", converting(l:deep()))
T.raises("Invalid __lanesconvert type userdata", l.send, l, "k", converting(io.stdout))
T.raises("Invalid __lanesconvert mode 'rot'", l.send, l, "k", converting "rot")
local err = { "an error" }
S.throws(err, l.send, l, "k", converting(function() error(err) end))
S.throws(err, l.send, l, "k", 1, { deep = { [converting(function() error(err) end)] = 1 } })
T.raises("cannot be copied", l.send, l, "k", converting(function() return coroutine.create(function() end) end))
T.equal(l:count "k", nil)
local failing = setmetatable({}, setmetatable({}, { __index = function() error "index" end }))
T.raises("index", l.send, l, "k", failing)
