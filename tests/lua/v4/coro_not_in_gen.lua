-- In other lanes a yield fails as Lua has it fail.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local h = lanes.gen("*", function() coroutine.yield(1) end)()
local text = "attempt to yield from outside a coroutine"
if T.is51 then
  text = "attempt to yield across metamethod/C-call boundary"
elseif T.isjit then
  text = "attempt to yield across C-call boundary"
end
local ok, err = h:join()
T.equal(ok, nil)
T.ok(err:find(text, 1, true), err)
