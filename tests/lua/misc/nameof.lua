-- nameof: type and value for scalars, type and path for the rest.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local nameof = lanes.nameof
S.returns({ n = 2, "nil", nil }, nameof, nil)
S.returns({ "boolean", true }, nameof, true)
S.returns({ "number", 5 }, nameof, 5)
S.returns({ "string", "x" }, nameof, "x")
S.returns({ "userdata", lanes.cancel_error }, nameof, lanes.cancel_error)
S.returns({ "function", "_G/print" }, nameof, print)
S.returns({ "function", "_G/string/sub" }, nameof, string.sub)
S.returns({ "table", "_G/string" }, nameof, string)
S.returns({ n = 2, "table", nil }, nameof, {})
S.returns({ n = 2, "function", nil }, nameof, function() end)
S.returns({ n = 2, "thread", nil }, nameof, coroutine.create(function() end))
foo = { bar = { {} } }
S.returns({ "table", "_G/foo/bar/1" }, nameof, foo.bar[1])
gl = lanes.linda()
S.returns({ "userdata", "_G/gl" }, nameof, gl)
S.returns({ "function", "_G/gl/__metatable/send" }, nameof, gl.send)
S.returns({ "function", "_G/gl/__metatable/deep" }, nameof, gl.deep)
T.raises("too many arguments", nameof, 1, 2)
T.equal(pcall(nameof), false)
