-- api: 4
-- nameof: the type, and the path with the type of each step; through metatables, upvalues, user values and odd keys.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
S.returns({ "function", "_G/print()" }, lanes.nameof, print)
S.returns({ "function", "_G/string[]/sub()" }, lanes.nameof, string.sub)
S.returns({ "table", "_G/string[]" }, lanes.nameof, string)
T.equal(select(2, lanes.nameof(io.stdin)), "_G/io[]/stdin<>")
for _, v in ipairs { 5, "text", true, l, lanes.null } do
  S.returns({ type(v), v }, lanes.nameof, v)
end
S.returns({ n = 2, "nil", nil }, lanes.nameof, nil)
local hidden, keyed, up, meta = {}, {}, {}, {}
holder = { [1] = keyed, [true] = {} }
S.returns({ "table", "_G/holder[]/<number>[]" }, lanes.nameof, keyed)
S.returns({ "table", "_G/holder[]/<boolean>[]" }, lanes.nameof, holder[true])
fun = function() return up end
S.returns({ "table", "_G/fun()/upvalue:up[]" }, lanes.nameof, up)
obj = setmetatable({}, { field = meta })
S.returns({ "table", "_G/obj[]/__metatable[]/field[]" }, lanes.nameof, meta)
S.returns({ "table", "_G/obj[]/__metatable[]" }, lanes.nameof, getmetatable(obj))
thread = coroutine.create(function() end)
S.returns({ "thread", "_G/thread" }, lanes.nameof, thread)
if debug.setuservalue and _VERSION >= "Lua 5.2" then
  local v = {}
  file = io.tmpfile()
  if debug.setuservalue(file, v) then
    local path = select(2, lanes.nameof(v))
    T.ok(path == nil or path == "_G/file<>/<uv:1>[]", path)
  end
  file:close()
end
T.raises("exactly 1 argument expected", lanes.nameof)
T.raises("exactly 1 argument expected", lanes.nameof, 1, 2)
